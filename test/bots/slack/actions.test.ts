import { describe, expect, test } from 'vitest';
import { english } from '../../../src/bots/languages/english.ts';
import { sayPhrase } from '../../../src/bots/say.ts';
import { parseBlockAction, parseSlashCommand, parseViewSubmission, readCommand } from '../../../src/bots/slack/actions.ts';
import { readWords } from '../../../src/bots/slack/words.ts';
import { BadInputError } from '../../../src/workflow/errors.ts';
import { digest, requestId } from './program.ts';

const allow = { teamIds: ['T0TRE'], enterpriseIds: ['E0ORG'] };
const command = { do: 'approve', request: requestId, stage: 0, digest };

const pressed = (over: object = {}) => ({
  type: 'block_actions',
  user: { id: 'U01INES', team_id: 'T0TRE' },
  team: { id: 'T0TRE' },
  trigger_id: 't',
  channel: { id: 'C01IG' },
  actions: [{ action_id: 'egress:approve', value: JSON.stringify(command) }],
  ...over,
});

describe('I3: whose workspace a speaker belongs to', () => {
  const cases = [
    { who: 'a member of the workspace', user: { team_id: 'T0TRE' }, tenant: 'T0TRE' },
    { who: 'a stranger in a shared channel of ours', user: { team_id: 'T0FAR' }, tenant: undefined },
    {
      who: "a stranger, though the envelope's organisation is ours",
      user: { team_id: 'T0FAR' },
      team: { id: 'T0TRE', enterprise_id: 'E0ORG' },
      tenant: undefined,
    },
    { who: 'somebody without a team', user: {}, tenant: undefined },
    {
      who: 'a member of the organisation through their team',
      user: { team_id: 'T0B' },
      team: { id: 'T0B', enterprise_id: 'E0ORG' },
      tenant: 'E0ORG',
    },
    { who: 'a member of the organisation by their own word', user: { team_id: 'T0B', enterprise_id: 'E0ORG' }, tenant: 'E0ORG' },
    { who: 'a member whose team is the organisation', user: { team_id: 'E0ORG' }, tenant: 'E0ORG' },
    { who: 'a member of another organisation', user: { team_id: 'T0B', enterprise_id: 'E0FAR' }, tenant: undefined },
  ];
  test.each(cases)('$who: $tenant', ({ user, team, tenant }) => {
    const parsed = parseBlockAction(pressed({ user: { id: 'U1', ...user }, team: team ?? { id: 'T0TRE' } }), allow);
    expect(parsed.kind === 'command' ? parsed.speaker.identity.tenant : parsed.kind).toBe(tenant ?? 'foreign');
  });
  test.each([
    ['T0TRE', undefined, 'T0TRE'],
    ['T0FAR', undefined, 'foreign'],
    ['T0B', 'E0ORG', 'E0ORG'],
  ])('a command typed in %s of %s: %s', (team_id, enterprise_id, expected) => {
    const said = parseSlashCommand(
      { command: '/egress', user_id: 'W01', team_id, ...(enterprise_id ? { enterprise_id } : {}), text: '' },
      allow,
    );
    expect(said.kind === 'words' ? said.speaker.identity.tenant : said.kind).toBe(expected);
  });
  test('an empty list lets nobody in', () => {
    expect(parseBlockAction(pressed(), { teamIds: [], enterpriseIds: [] }).kind).toBe('foreign');
  });
});

describe('a pressed button', () => {
  test('is a command from a person in a channel', () => {
    expect(parseBlockAction(pressed(), allow)).toEqual({
      kind: 'command',
      fromHome: false,
      speaker: { identity: { platform: 'slack', tenant: 'T0TRE', user: 'U01INES' }, channel: 'C01IG' },
      command,
    });
  });
  test.each(['egress:url', 'egress:url:2', 'other', 'egress:approve2', 'xegress:approve'])(
    'with the action id %s is ignored',
    (action_id) => {
      expect(parseBlockAction(pressed({ actions: [{ action_id }] }), allow)).toEqual({ kind: 'ignored' });
    },
  );
  test('in its second row is the same command', () => {
    const again = pressed({ actions: [{ action_id: 'egress:link:12', value: JSON.stringify({ do: 'link', request: requestId }) }] });
    expect(parseBlockAction(again, allow)).toMatchObject({ command: { do: 'link' } });
  });
  test.each([
    ['no value', undefined],
    ['no JSON', '{'],
    ['a wrong id', JSON.stringify({ ...command, request: '../../etc/passwd' })],
    ['capitals in the id', JSON.stringify({ ...command, request: requestId.toUpperCase() })],
    ['a wrong digest', JSON.stringify({ ...command, digest: 'abc' })],
    ['no digest', JSON.stringify({ do: 'approve', request: requestId, stage: 0 })],
    ['a negative stage', JSON.stringify({ ...command, stage: -1 })],
    ['half a stage', JSON.stringify({ ...command, stage: 0.5 })],
    ['an unknown word', JSON.stringify({ do: 'release', request: requestId })],
    ['more than it should', JSON.stringify({ ...command, taskToken: 'secret' })],
    ['a prototype', `{"do":"files","request":"${requestId}","__proto__":{"a":1}}`],
    ['too much', JSON.stringify({ ...command, request: 'x'.repeat(4000) })],
  ])('with %s is malformed, and its error quotes nothing', (_, value) => {
    const parse = () => readCommand(value);
    expect(parse).toThrow(BadInputError);
    expect(parse).not.toThrow(/secret|passwd|release|xxx|taskToken/);
  });
  test.each([undefined, 'text', {}, { user: { id: 'U1' } }, pressed({ actions: [] }), pressed({ user: { id: '<@U1>' } })])(
    'of the shape %j is malformed',
    (payload) => {
      expect(() => parseBlockAction(payload, allow)).toThrow(BadInputError);
    },
  );
});

const submitted = (
  values: Record<string, Record<string, object>>,
  { verdict = 'approve', over = {} }: { verdict?: string; over?: object } = {},
) => ({
  type: 'view_submission',
  user: { id: 'U01INES', team_id: 'T0TRE' },
  team: { id: 'T0TRE' },
  view: {
    id: 'V1',
    callback_id: 'egress:form',
    private_metadata: JSON.stringify({ command: { ...command, do: verdict }, channel: 'C01IG' }),
    state: { values },
    ...over,
  },
});
const reject = (category: string | undefined, reason: string | null) =>
  submitted(
    { 'field-0': { category: { selected_option: category ? { value: category } : null } }, 'field-1': { reason: { value: reason } } },
    { verdict: 'reject' },
  );

describe('a submitted dialog', () => {
  test('carries the command, the channel it was opened from, and the answer', () => {
    expect(parseViewSubmission(submitted({ 'field-0': { comment: { value: ' fine\nindeed ' } } }), allow)).toEqual({
      kind: 'submission',
      viewId: 'V1',
      fromHome: false,
      speaker: { identity: { platform: 'slack', tenant: 'T0TRE', user: 'U01INES' }, channel: 'C01IG' },
      submission: { answer: { ...command, comment: 'fine\nindeed', declaredIndependent: false } },
      blocks: { comment: 'field-0' },
    });
  });
  test.each([null, '', '   '])('with the comment %j has none', (value) => {
    const parsed = parseViewSubmission(submitted({ 'field-0': { comment: { value } } }), allow);
    expect(parsed).toMatchObject({ submission: { answer: { do: 'approve', declaredIndependent: false } } });
    expect(parsed).not.toHaveProperty('submission.answer.comment');
  });
  test('says whether the box was ticked, and is refused when there is one that was not', () => {
    const box = (selected_options: object[]) => parseViewSubmission(submitted({ 'field-0': { independent: { selected_options } } }), allow);
    expect(box([{ value: 'yes' }])).toMatchObject({ submission: { answer: { declaredIndependent: true } } });
    const refused = box([]);
    const said = refused.kind === 'invalid' ? refused.errors['field-0'] : undefined;
    expect(said && sayPhrase(english, said)).toContain('confirm');
  });
  test('to reject carries category and reason', () => {
    expect(parseViewSubmission(reject('small-counts', 'Table 3 has a cell of 2.'), allow)).toMatchObject({
      submission: { answer: { do: 'reject', category: 'small-counts', reason: 'Table 3 has a cell of 2.' } },
    });
  });
  test.each([
    ['no category', reject(undefined, 'Long enough.'), ['field-0']],
    ['an unknown category', reject('spite', 'Long enough.'), ['field-0']],
    ['no reason', reject('other', null), ['field-1']],
    ['nine characters', reject('other', ' 123456789 '), ['field-1']],
    ['nine emoji', reject('other', '😀'.repeat(9)), ['field-1']],
    ['neither', reject(undefined, ''), ['field-0', 'field-1']],
    ['too long a reason', reject('other', 'x'.repeat(2001)), ['field-1']],
    ['too long a comment', submitted({ 'field-0': { comment: { value: 'x'.repeat(2001) } } }), ['field-0']],
  ])('with %s is sent back with a sentence for each field', (_, payload, fields) => {
    const parsed = parseViewSubmission(payload, allow);
    expect(parsed.kind === 'invalid' ? Object.keys(parsed.errors).toSorted() : parsed.kind).toEqual(fields);
  });
  test('of somebody outside is foreign, and of another program ignored', () => {
    expect(parseViewSubmission({ ...submitted({}), user: { id: 'U1', team_id: 'T0FAR' } }, allow).kind).toBe('foreign');
    expect(parseViewSubmission(submitted({}, { over: { callback_id: 'egress:notice' } }), allow).kind).toBe('ignored');
  });
  test.each(['', '{}', JSON.stringify({ command: { do: 'files', request: requestId } }), JSON.stringify({ command, channel: '<!here>' })])(
    'whose metadata is %j is malformed',
    (private_metadata) => {
      expect(() => parseViewSubmission(submitted({}, { over: { private_metadata } }), allow)).toThrow(BadInputError);
    },
  );
});

describe('the words of a command line', () => {
  const words = (text: string) =>
    readWords(text, 'T0TRE').map((word) =>
      word.kind === 'text' ? word.text : word.kind === 'user' ? word.identity : `channel ${word.id}`,
    );
  test.each([
    ['', []],
    ['  link   1a2b  ', ['link', '1a2b']],
    ['map <#C1|ig-review> "Research IT"', ['map', 'channel C1', 'Research IT']],
    ['map <#C1> “Research IT” proj', ['map', 'channel C1', 'Research IT', 'proj']],
    ['grant <@W1|ines>', ['grant', { platform: 'slack', tenant: 'T0TRE', user: 'W1' }]],
    ['map #ig-review @ines', ['map', '#ig-review', '@ines']],
    ['withdraw 1a2b a &lt;b&gt; &amp;amp;', ['withdraw', '1a2b', 'a', '<b>', '&amp;']],
    ['grant <mailto:ada@x.org|ada@x.org>', ['grant', 'ada@x.org']],
    ['see <https://x.org/a|x.org>', ['see', 'x.org']],
    ['a "unclosed b', ['a', '"unclosed', 'b']],
    ['""', ['']],
    ['<!channel> <', ['!channel', '<']],
  ])('of %j are %j', (line, expected) => expect(words(line)).toEqual(expected));
  test.each(['who   checked "Table 2"?\nNobody.', '“under 10” stays', 'a "unclosed b'])('are kept as written: %j', (line) => {
    expect(
      readWords(line, 'T0TRE')
        .map(({ written }) => written)
        .join(''),
    ).toBe(line);
  });
  test.each([
    ['not by <@U1|gareth> but by <@U2>', 'not by @gareth but by @U2'],
    ['in <#C1|ig> and <#C2>', 'in #ig and #C2'],
    ['&lt;@U1&gt; and <!channel>', '<@U1> and !channel'],
  ])('are written as names: %j', (line, said) => {
    expect(
      readWords(line, 'T0TRE')
        .map(({ written }) => written)
        .join(''),
    ).toBe(said);
  });
  test('are bounded in number', () => expect(words('a '.repeat(3000)).length).toBeLessThanOrEqual(1000));
});
