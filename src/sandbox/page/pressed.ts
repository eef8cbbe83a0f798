/** Which button of a message was pressed: the drawing carries ids, but calls nobody back. */
import { isObject, listOf, stringOf } from './blocks.ts';

export type Pressed = { readonly block: string; readonly action: string; readonly url: string | undefined };

/** The button of a message's blocks that was pressed, found by its ids in the drawn page. */
export const pressedButton = (blocks: readonly unknown[], target: Element): Pressed | undefined => {
  const button = target.closest('button');
  if (!button || button.id === '') return undefined;
  for (const block of blocks) {
    if (!isObject(block)) continue;
    const id = stringOf(block['block_id']);
    const elements = [...listOf(block['elements']), ...(isObject(block['accessory']) ? [block['accessory']] : [])];
    const element = elements.find((each) => each['type'] === 'button' && each['action_id'] === button.id);
    if (!element || !button.closest(`#${CSS.escape(id)}`)) continue;
    const url = typeof element['url'] === 'string' ? element['url'] : undefined;
    return { block: id, action: button.id, url };
  }
  return undefined;
};
