import type { ChangeEvent } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import { largestUpload, ownName, tooLarge } from '../upload-limit.ts';
import type { SampleView } from '../view.ts';
import * as api from './api.ts';
import type { Chosen } from './dropped.ts';
import { fromDrop, fromList } from './dropped.ts';
import { Upload } from './icons.tsx';

export type SubmitProps = {
  readonly as: string;
  readonly samples: readonly SampleView[];
  /** Nothing was submitted yet: point to where one begins. */
  readonly first: boolean;
  readonly onSubmitted: (request: string) => void;
  readonly onProblem: (problem: string) => void;
};

type Progress = { readonly done: number; readonly of: number; readonly what: string };

/** Plays Service Workbench: the researcher's files go to the egress store and the notification follows. */
export const Submit = ({ as, samples, first, onSubmitted, onProblem }: SubmitProps) => {
  const [progress, setProgress] = useState<Progress>();
  const [over, setOver] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const describe = useId();
  useEffect(() => {
    // React has no attribute for it.
    if (folder.current) folder.current.webkitdirectory = true;
  }, []);
  const busy = progress !== undefined;

  const finish = (reply: api.Reply<{ request: string }>) => {
    setProgress(undefined);
    if (reply.ok) onSubmitted(reply.value.request);
    else onProblem(reply.problem);
  };

  const sample = async (id: string, name: string) => {
    setProgress({ done: 0, of: 1, what: `Writing “${name}” to the egress store` });
    finish(await api.submitSample({ as, sample: id }));
  };

  const own = async (chosen: readonly Chosen[]) => {
    if (chosen.length === 0) return onProblem('There was no file in what you dropped.');
    if (chosen.reduce((total, { file }) => total + file.size, 0) > largestUpload) return onProblem(tooLarge);
    setProgress({ done: 0, of: chosen.length, what: 'Copying your files to the egress store' });
    const opened = await api.openUpload({ as });
    if (!opened.ok) return finish(opened);
    const { upload } = opened.value;
    for (const [index, { path, file }] of chosen.entries()) {
      setProgress({ done: index, of: chosen.length, what: `Copying ${path}` });
      const copied = await api.uploadFile(upload, path, file);
      if (!copied.ok) return finish(copied);
    }
    setProgress({ done: chosen.length, of: chosen.length, what: 'Sending the notification' });
    finish(await api.finishUpload({ as, upload, name: ownName }));
  };

  const chosenIn = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const chosen = fromList(target.files ?? []);
    target.value = '';
    if (chosen.length > 0) void own(chosen);
  };

  return (
    <section className="card" aria-labelledby="submit-title">
      <h2 id="submit-title">Submit an egress request</h2>
      <ul className="samples">
        {samples.map(({ id, name, about }, index) => (
          <li key={id}>
            <button
              type="button"
              className={`sample${first && index === 0 ? ' sample-first' : ''}`}
              disabled={busy}
              onClick={() => void sample(id, name)}
            >
              <span className="sample-name">
                {name}
                {first && index === 0 && <span className="chip chip-going">Start here</span>}
              </span>
              <span className="sample-about">{about}</span>
            </button>
          </li>
        ))}
      </ul>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way; the button inside is everybody's. */}
      <div
        className={`drop${over ? ' drop-over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          if (!busy) void fromDrop(event.dataTransfer).then(own, () => onProblem('Those files could not be read.'));
        }}
      >
        <Upload />
        <p id={describe}>Drop files or folders here, or</p>
        <div className="drop-buttons">
          <button type="button" className="button" disabled={busy} aria-describedby={describe} onClick={() => files.current?.click()}>
            Choose files
          </button>
          <button type="button" className="button" disabled={busy} aria-describedby={describe} onClick={() => folder.current?.click()}>
            Choose a folder
          </button>
        </div>
        <input ref={files} type="file" multiple hidden aria-label="Your own files" onChange={chosenIn} />
        <input ref={folder} type="file" hidden aria-label="A folder of your own" onChange={chosenIn} />
      </div>
      <div className="submit-progress" role="status">
        {progress && (
          <>
            <progress max={progress.of} {...(progress.of > 1 ? { value: progress.done } : {})} aria-label="Submitting" />
            <p>
              {progress.what}
              {progress.of > 1 && ` (${progress.done} of ${progress.of})`}
            </p>
          </>
        )}
      </div>
    </section>
  );
};

/** Stands where the researcher's form would be, for everybody else. */
export const SubmitElsewhere = ({ researcher, onSwitch }: { researcher: string; onSwitch: () => void }) => (
  <section className="card quiet" aria-label="Submit an egress request">
    <p>Only a researcher submits egress requests.</p>
    <button type="button" className="link-button" onClick={onSwitch}>
      Switch to {researcher}
    </button>
  </section>
);
