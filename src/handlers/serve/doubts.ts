/** What may be as it should and may be a slip, for whoever tries the installation's file. */
import https from 'node:https';
import type { Variables } from '../config.ts';
import { entrancePaths } from './entrances.ts';
import { folderDoubts } from './folders.ts';
import type { InstallationFile, MachineFile } from './installation-file.ts';

/** Whoever reads a link of this machine's own address elsewhere gets nothing by it, and each counts. */
const unreachableLinks = ({ publicUrl, listen, s3 }: MachineFile): readonly string[] =>
  publicUrl === undefined
    ? [
        `publicUrl: there is none, so ${s3 ? 'links to exports' : 'download links'} begin with http://${listen.host}:${listen.port}/download/, which opens on this machine alone${s3 ? '' : '; each counts all the same'}.`,
      ]
    : [];

/** What calls this server from outside, by https; a stand-in of a rehearsal is on this machine. */
const uncallable = ({ publicUrl, listen, slack, teams }: InstallationFile): readonly string[] => {
  const calling = [
    ...(slack && !('appToken' in slack) && slack.apiUrl === undefined ? [`Slack (at ${entrancePaths.slack})`] : []),
    ...(teams && !teams.endpoints ? [`Teams (at ${entrancePaths.teams})`] : []),
  ];
  return publicUrl === undefined && calling.length > 0
    ? [
        `publicUrl: there is none, and ${calling.join(' and ')} must reach this server by https, which itself answers at http://${listen.host}:${listen.port} alone. Give the address of the reverse proxy that leads here.`,
      ]
    : [];
};

/** IANA: 465 is TLS from the first byte on, 587 begins without. */
const oddMailPort = ({ mail }: InstallationFile): readonly string[] => {
  if (mail?.kind !== 'smtp') return [];
  const { port, tls } = mail.smtp;
  const usual = { 465: 'implicit', 587: 'starttls' }[port];
  return usual === undefined || usual === tls ? [] : [`mail.tls: it is "${tls}", and port ${port} usually speaks "${usual}".`];
};

const openSecrets = ({ openSecrets: fields = [] }: InstallationFile): readonly string[] =>
  fields.map((field) => `${field}: everybody on this machine may read the file that it is in. Make it its owner's alone (chmod 600).`);

/** A sentence for each. */
export const doubtsAbout = (file: InstallationFile): readonly string[] => [
  ...(file.kind === 'machine' ? [...folderDoubts(file), ...unreachableLinks(file)] : []),
  ...uncallable(file),
  ...oddMailPort(file),
  ...openSecrets(file),
];

/** Node.js goes by a proxy when it is told to, from 24.5 on. */
export const proxyDoubts = (variables: Variables): readonly string[] =>
  (variables['HTTPS_PROXY'] ?? variables['https_proxy'] ?? '') === '' || https.globalAgent.options.proxyEnv !== undefined
    ? []
    : [
        'HTTPS_PROXY: it is set, and Slack, AWS and Entra are reached past it all the same. Node.js 24.5 and later go by it with NODE_USE_ENV_PROXY=1.',
      ];
