/** What the page can ask of the sandbox; `installation.ts` makes one of the real program, a fake Slack and the local adapters. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Exchange } from '../handlers/serve/listen.ts';
import type { View } from './view.ts';

export type Viewer = { readonly as: string; readonly request?: string };

/** The page asked for something that cannot be; its message is shown to the person. */
export class PageProblem extends Error {
  override name = 'PageProblem' as const;
}

export type Sandbox = {
  readonly view: (viewer: Viewer) => Promise<View>;
  /** Calls back after anything changed that a page may show; returns how to stop. */
  readonly onChange: (listener: () => void) => () => void;
  /** A button of a message was pressed. */
  readonly press: (
    as: string,
    button: { readonly conversation: string; readonly message: string; readonly block: string; readonly action: string },
  ) => Promise<void>;
  /** The app's Home tab came into sight in Slack. */
  readonly openHome: (as: string) => Promise<void>;
  /** A dialog was submitted; problems by block id, none when it was taken. */
  readonly submitDialog: (
    as: string,
    submission: { readonly dialog: string; readonly values: DialogValues },
  ) => Promise<Readonly<Record<string, string>>>;
  readonly closeDialog: (as: string, dialog: string) => Promise<void>;
  /** A button of a card in Teams was pressed, its inputs filled in. */
  readonly pressCard: (
    as: string,
    button: {
      readonly conversation: string;
      readonly message: string;
      readonly data: Readonly<Record<string, unknown>>;
      readonly inputs: Readonly<Record<string, string>>;
    },
  ) => Promise<void>;
  /** A conversation in Teams came into sight: cards that ask for it are fetched anew, as Teams' clients do. */
  readonly lookAt: (as: string, conversation: string) => Promise<void>;
  /** Adds the app in Teams for the persona alone, or takes it away. */
  readonly install: (as: string, installed: boolean) => Promise<void>;
  /** A line was typed: `/egress ...` in Slack, one that mentions the bot in Teams, or a message for the others. */
  readonly say: (as: string, line: { readonly conversation: string; readonly text: string }) => Promise<void>;
  /** Plays Service Workbench with a sample; the new request's id. */
  readonly submitSample: (as: string, sample: string) => Promise<string>;
  readonly uploads: Uploads;
  /** Answers a download link; false when the path is none. */
  readonly download: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  /** Answers the page of a link. */
  readonly downloadPage: (exchange: Exchange) => Promise<void>;
};

/** Somebody's own files on their way to the egress store. */
export type Uploads = {
  readonly open: (as: string) => Promise<string>;
  readonly add: (upload: string, path: string, bytes: AsyncIterable<Uint8Array>) => Promise<void>;
  readonly finish: (as: string, upload: { readonly id: string; readonly name: string }) => Promise<string>;
};

/** Slack's `view.state.values`. */
export type DialogValues = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
