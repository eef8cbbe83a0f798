import { expect, test } from 'vitest';
import type { SlackView } from '../../src/sandbox/slack/world.ts';
import { toldDialogs } from '../../src/sandbox/told-dialogs.ts';
import type { Instant } from '../../src/workflow/request.ts';

const ines = 'U02INES';
const aDialog = (submit?: string): SlackView => ({
  id: 'V1',
  user: ines,
  title: 'A dialog',
  submit,
  callbackId: '',
  privateMetadata: '',
  blocks: [],
  errors: {},
});

/** One person's dialogs, and a clock that is put forward by hand. */
const aWorkspace = () => {
  let open: SlackView | undefined;
  let minutes = 0;
  let changed = (): void => undefined;
  const show = (view: SlackView | undefined): void => {
    open = view;
    changed();
  };
  const closeOld = toldDialogs({
    slack: {
      modal: () => open,
      closeDialog: () => show(undefined),
      on: (_event, listener) => {
        changed = listener;
        return () => undefined;
      },
    },
    clock: () => new Date(minutes * 60_000).toISOString() as Instant,
  });
  return {
    show,
    /** Whether the dialog is still there when its person is looked at so many minutes later. */
    isOpenAfter: (later: number): boolean => {
      minutes += later;
      closeOld(ines);
      return open !== undefined;
    },
  };
};

test('a result that nobody closed is gone after ten minutes', () => {
  const { show, isOpenAfter } = aWorkspace();
  show(aDialog());
  expect(isOpenAfter(9)).toBe(true);
  expect(isOpenAfter(2)).toBe(false);
});

test('a form waits for its person however long it takes, and its result is new when it comes', () => {
  const { show, isOpenAfter } = aWorkspace();
  show(aDialog('Approve'));
  expect(isOpenAfter(600)).toBe(true);
  show(aDialog());
  expect(isOpenAfter(9)).toBe(true);
  expect(isOpenAfter(2)).toBe(false);
});
