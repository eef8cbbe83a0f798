/** What may be as it should and may be a slip, for whoever tries the installation's file. */
import { folderDoubts } from './folders.ts';
import type { InstallationFile, MachineFile } from './installation-file.ts';

/** Whoever reads a link of this machine's own address elsewhere gets nothing by it, and each counts. */
const unreachableLinks = ({ publicUrl, listen, s3 }: MachineFile): readonly string[] =>
  publicUrl === undefined
    ? [
        `publicUrl: there is none, so ${s3 ? 'links to exports' : 'download links'} begin with http://${listen.host}:${listen.port}/download/, which opens on this machine alone${s3 ? '' : '; each counts all the same'}.`,
      ]
    : [];

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
  ...oddMailPort(file),
  ...openSecrets(file),
];
