/** The live picture: one event stream for the persona and request that are looked at. */
import { useEffect, useState } from 'react';
import type { View } from '../view.ts';
import { share } from './share.ts';

export type Live = 'connecting' | 'live' | 'lost';

/** Milliseconds. */
const pause = 2_000;

export const useView = (as: string, request: string | undefined): { view: View | undefined; live: Live } => {
  const [view, setView] = useState<View>();
  const [live, setLive] = useState<Live>('connecting');
  useEffect(() => {
    const query = new URLSearchParams({ as, ...(request === undefined ? {} : { request }) });
    let stream: EventSource;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const connect = () => {
      stream = new EventSource(`/api/events?${query}`);
      stream.addEventListener('view', (event) => {
        setView((before) => share(before, JSON.parse(event.data) as View));
        setLive('live');
      });
      stream.addEventListener('error', () => {
        setLive('lost');
        // The browser itself tries again after a broken connection, but not after an answer that it did not like.
        if (stream.readyState === EventSource.CLOSED) timer = setTimeout(connect, pause);
      });
    };
    connect();
    return () => {
      clearTimeout(timer);
      stream.close();
    };
  }, [as, request]);
  // While a new persona's first picture is on its way, the old one must not be shown as theirs.
  return { view: view?.me === as ? view : undefined, live };
};
