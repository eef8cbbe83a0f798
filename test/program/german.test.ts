/** An installation whose policy file says `de` speaks German to everybody: the same program, on both platforms. */
import { describe, expect, test } from 'vitest';
import { wordNames } from '../../src/bots/words.ts';
import type { Program } from '../an-installation.ts';
import { aPolicyText, aProgram } from '../an-installation.ts';
import type { Desk } from '../contract/approvals.ts';
import { slackDesk } from '../slack-desk.ts';
import { teamsDesk } from '../teams-desk.ts';

const inGerman = (policy: Record<string, unknown>): void => {
  policy['organisation'] = { ...Object(policy['organisation']), language: 'de' };
};

describe.each<{ platform: 'slack' | 'teams'; desk: (program: Program) => Desk }>([
  { platform: 'slack', desk: slackDesk },
  { platform: 'teams', desk: teamsDesk },
])('$platform', ({ platform, desk: deskAt }) => {
  const aDesk = async (): Promise<Desk> => deskAt(await aProgram({ platforms: [platform], policy: await aPolicyText(inGerman) }));

  test('help is German, and the words to be typed stay as they are', async () => {
    const desk = await aDesk();
    const told = (await Promise.all((['ada', 'ines', 'mei'] as const).map((who) => desk.say(who, 'help')))).join(' ');
    expect(told).toContain('Was Sie fragen können');
    for (const word of wordNames) expect(told).toContain(word);
    expect(told).toMatch(/grant @Person ROLLE \[Projekt\] \[until JJJJ-MM-TT\].{0,9} gibt jemandem eine Rolle/);
    expect(told).not.toMatch(/\b(the|who|what|takes|gives)\b/);
  });

  test('a slip is answered in German, with what to do next', async () => {
    const desk = await aDesk();
    expect(await desk.say('ines', 'pednign')).toMatch(
      /Den Befehl .?pednign.? gibt es nicht\. Meinten Sie .*pending.*\? Alle Befehle: .*help/,
    );
    expect(await desk.say('ines', 'approve 1a2b')).toContain('Entschieden wird mit den Schaltflächen');
    expect(await desk.say('ines', 'withdraw')).toMatch(/Hier fehlt die ID eines Antrags\. So wird es geschrieben: .*withdraw ID \[Grund\]/);
    expect(await desk.say('ines', 'status 1a')).toContain('mindestens vier Zeichen');
  });

  test('grants, mappings and delegations are listed and changed in German', async () => {
    const desk = await aDesk();
    expect(await desk.say('ada', 'grants')).toMatch(/4 Rollenvergaben .*alle Projekte .*Zurücknehmen…/);
    expect(await desk.say('ada', 'mappings')).toMatch(/3 Zuordnungen .*in (Slack|Teams): .*alle Projekte .*Entfernen…/);
    expect(await desk.say('ada', 'grant @oliver ResearchIT proj-7 until 2099-01-01')).toMatch(
      /Rolle vergeben .*Projekt proj-7, bis 1. Jan. 2099.*Sie gilt ab sofort/,
    );
    expect(await desk.say('oliver', 'whoami')).toMatch(/Wer Sie hier sind .*Rollen .*Projekt proj-7 ?, bis /);
    expect(await desk.say('ada', 'revoke-grant @oliver ResearchIT proj-7')).toContain('Rolle zurückgenommen');
    expect(await desk.say('ines', 'delegate @gareth until 2099-01-01')).toMatch(/gareth@example.ac.uk kann an Ihrer Stelle entscheiden/);
    expect(await desk.say('ada', 'check-grants')).toMatch(/\d Personen nachgeschlagen/);
    expect(await desk.say('ada', 'dead-letters')).toContain('Alle Meldungen wurden angenommen');
  });

  test('the dialogs of admins are German, and so is what comes of them', async () => {
    const desk = await aDesk();
    const opened = await desk.fill('ada', 'grant');
    expect(opened.told).toContain('Letzter Tag, an dem die Rolle gilt');
    expect(opened.told).toContain('Die Rolle gilt, sobald Sie dies absenden');
    expect(opened.told).not.toMatch(/\b(Role|Project|Person's|Until|Grant|Cancel)\b/);
    const who = desk.person('oliver');
    expect(await opened.submit({ person: who, role: opened.option('role', 'Research IT'), project: '*' })).toContain('Sie gilt ab sofort');
    const mapping = await desk.fill('ada', 'map');
    expect(mapping.told).toContain('Zuerst erscheint dort eine Testnachricht');
    expect(mapping.told).toContain('Derzeit ist kein Antrag offen');
    const unmapping = await desk.fill('ada', 'unmap');
    expect(unmapping.told).toContain('Der Kanal zeigt dann keine weiteren Anträge dieser Art');
  });

  test('a request is listed, told and proved in German', async () => {
    const program = await aProgram({ platforms: [platform], policy: await aPolicyText(inGerman) });
    const desk = deskAt(program);
    const id = await program.submit();
    await program.settle();
    const short = id.slice(0, 8);
    expect(await desk.say('ines', 'pending')).toMatch(
      /1 offener Antrag.*Nach Frist.*3 Dateien, .*wartet auf .*\(Stufe 1 von 2\) seit .*Frist/,
    );
    expect(await desk.say('ines', `history ${short}`)).toMatch(/Verlauf von .*Ereignisse.*Eingegangen.*Kopiert; Prüfung begonnen/);
    expect(await desk.say('ines', `verify ${short}`)).toMatch(/alle \d+ Ereignisse sind unverändert.*Letztes Siegel/);
    expect(await desk.say('ada', `withdraw ${short}`)).toMatch(/Antrag .* ist zurückgezogen.*Es wird nichts ausgeleitet/);
    expect(await desk.say('ines', 'pending')).toContain('Nichts ist offen');
  });
});
