/** Dialogs in front of users. */
import * as z from 'zod';
import { withBlockIds } from './state.ts';
import type { World } from './world.ts';

const Dialog = z.object({
  title: z.object({ text: z.string() }),
  submit: z.object({ text: z.string() }).optional(),
  close: z.object({ text: z.string() }).optional(),
  callback_id: z.string().default(''),
  private_metadata: z.string().default(''),
  blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() })),
});

/** Puts a dialog whose limits were checked in front of a user, in place of what they had open. */
export const showDialog = (world: World, view: unknown, { id, user }: { readonly id: string; readonly user: string }): void => {
  const dialog = Dialog.parse(view);
  world.views.set(user, {
    id,
    user,
    title: dialog.title.text,
    submit: dialog.submit?.text,
    close: dialog.close?.text,
    callbackId: dialog.callback_id,
    privateMetadata: dialog.private_metadata,
    blocks: withBlockIds(dialog.blocks),
    errors: {},
  });
  world.changed();
};

/** A dialog as Slack's payloads describe it. */
export const viewObject = (world: World, user: string): Record<string, unknown> => {
  const view = world.views.get(user);
  if (view === undefined) throw new Error(`${user} has no dialog open`);
  return {
    id: view.id,
    team_id: world.seed.team.id,
    type: 'modal',
    callback_id: view.callbackId,
    private_metadata: view.privateMetadata,
    title: { type: 'plain_text', text: view.title },
    blocks: view.blocks,
    root_view_id: view.id,
    app_id: world.seed.bot.appId,
    bot_id: world.seed.bot.botId,
  };
};
