/** Timers as the one-machine loops need them; injected so that tests can travel. */
export type Timers = {
  /** Calls `work` once after this many milliseconds, unless the returned function is called before. */
  readonly after: (milliseconds: number, work: () => void) => () => void;
};

/** The timers of this process. Node's overflow after 24.8 days: nobody here sleeps longer than minutes. */
export const systemTimers: Timers = {
  after: (milliseconds, work) => {
    const timer = setTimeout(work, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** A call soon that stands for every call asked for until then; what it does never runs inside of who asked. */
export const soon = (work: () => void): (() => void) => {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    setImmediate(() => {
      isAsked = false;
      work();
    });
  };
};
