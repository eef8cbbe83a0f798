/** The people and channels of the sandbox's pretend university. */
import type { PersonaView } from './view.ts';

export type Persona = Omit<PersonaView, 'watches' | 'teamsWatches'> & { readonly guest: boolean };

export const emailDomain = 'example.ac.uk';

/** Everybody you can act as; the page asks for no password, which is why this folder is never deployed. */
export const personas = [
  {
    id: 'rosa',
    slackId: 'U01ROSA',
    name: 'Rosa Lindqvist',
    title: 'Researcher',
    handle: 'rosa',
    email: `rosa@${emailDomain}`,
    can: 'Submits egress requests and hears what became of them.',
    hue: 340,
    submits: true,
    guest: false,
  },
  {
    id: 'ines',
    slackId: 'U02INES',
    name: 'Inés Okafor',
    title: 'Information Governance',
    handle: 'ines',
    email: `ines@${emailDomain}`,
    can: 'Reviews first: approves or rejects in #ig-review.',
    hue: 262,
    submits: false,
    guest: false,
  },
  {
    id: 'gareth',
    slackId: 'U03GARETH',
    name: 'Gareth Pugh',
    title: 'Information Governance',
    handle: 'gareth',
    email: `gareth@${emailDomain}`,
    can: 'Shares the first review with Inés; the first decision wins.',
    hue: 226,
    submits: false,
    guest: false,
  },
  {
    id: 'tomasz',
    slackId: 'U04TOMASZ',
    name: 'Tomasz Nowak',
    title: 'Research IT',
    handle: 'tomasz',
    email: `tomasz@${emailDomain}`,
    can: 'Reviews second, in #research-it.',
    hue: 196,
    submits: false,
    guest: false,
  },
  {
    id: 'mei',
    slackId: 'U05MEI',
    name: 'Mei Chen',
    title: 'Egress manager',
    handle: 'mei',
    email: `mei@${emailDomain}`,
    can: 'Receives the download link once everybody agreed.',
    hue: 160,
    submits: false,
    guest: false,
  },
  {
    id: 'ada',
    slackId: 'U06ADA',
    name: 'Ada Mensah',
    title: 'Admin',
    handle: 'ada',
    email: `ada@${emailDomain}`,
    can: 'Maps channels and grants roles with /egress; sees every channel.',
    hue: 28,
    submits: false,
    guest: false,
  },
  {
    id: 'oliver',
    slackId: 'U07OLIVER',
    name: 'Oliver Finch',
    title: 'Colleague without a role',
    handle: 'oliver',
    email: `oliver@${emailDomain}`,
    can: 'Sits in #ig-review but holds no role. Try to approve.',
    hue: 84,
    submits: false,
    guest: false,
  },
  {
    id: 'gita',
    slackId: 'U08GITA',
    name: 'Gita Rao',
    title: 'Slack guest',
    handle: 'gita',
    email: 'gita@partner.example',
    can: 'A guest from elsewhere, invited to #ig-review. Try to approve.',
    hue: 0,
    submits: false,
    guest: true,
  },
] as const satisfies readonly Persona[];

export type PersonaId = (typeof personas)[number]['id'];

/** The persona with this id, as the page sends it. */
export const personaById = (id: string): Persona | undefined => personas.find((persona) => persona.id === id);

/** The persona behind a Slack user id. */
export const personaBySlackId = (slackId: string): Persona | undefined => personas.find((persona) => persona.slackId === slackId);

export type SandboxChannel = {
  readonly id: string;
  readonly name: string;
  readonly purpose: string;
  /** Who is in it; the admin is in all. */
  readonly members: readonly PersonaId[];
  /** The role whose requests it shows, mapped at first start. */
  readonly role?: string;
};

export const channels = [
  {
    id: 'C01IGREVIEW',
    name: 'ig-review',
    purpose: 'Information Governance reviews egress requests here.',
    members: ['ines', 'gareth', 'ada', 'oliver', 'gita'],
    role: 'InformationGovernance',
  },
  {
    id: 'C02RESEARCHIT',
    name: 'research-it',
    purpose: 'Research IT gives the second approval here.',
    members: ['tomasz', 'ada'],
    role: 'ResearchIT',
  },
  {
    id: 'C03EGRESSDESK',
    name: 'egress-desk',
    purpose: 'Approved releases, for the egress manager.',
    members: ['mei', 'ada'],
    role: 'EgressManager',
  },
  {
    id: 'C04TREADMINS',
    name: 'tre-admins',
    purpose: 'Runs the service: mappings, grants and anything stuck.',
    members: ['ada'],
  },
  {
    id: 'C05TREUSERS',
    name: 'tre-users',
    purpose: 'Questions about the Trusted Research Environment.',
    members: ['rosa', 'ines', 'gareth', 'tomasz', 'mei', 'ada', 'oliver'],
  },
] as const satisfies readonly SandboxChannel[];

/** Who is granted which role at first start, by the admin's own command. */
export const firstGrants = [
  { persona: 'ines', role: 'InformationGovernance' },
  { persona: 'gareth', role: 'InformationGovernance' },
  { persona: 'tomasz', role: 'ResearchIT' },
  { persona: 'mei', role: 'EgressManager' },
] as const satisfies readonly { readonly persona: PersonaId; readonly role: string }[];

/** The channels this persona sees: those they are a member of. */
export const channelsOf = (persona: Persona): readonly SandboxChannel[] =>
  channels.filter((channel) => (channel.members as readonly string[]).includes(persona.id));
