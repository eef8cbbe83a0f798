/** The zip that Teams takes: manifest and two icons at its root. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipArchive } from 'archiver';
import type { AppManifest } from './manifest.ts';

export type AppFiles = { readonly manifest: AppManifest; readonly color: Uint8Array; readonly outline: Uint8Array };

/** An icon is none that Teams would take. */
export class BadIconError extends Error {
  override name = 'BadIconError' as const;
}

/** The same for every package, so that the same input makes the same bytes. */
const packedAt = new Date('2000-01-01T00:00:00Z');

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const checkIcon = (name: string, { bytes, side }: { readonly bytes: Uint8Array; readonly side: number }): void => {
  const png = Buffer.from(bytes);
  // The header chunk comes first: its length and name, then width and height.
  const fits = png.length > 24 && png.subarray(0, 8).equals(signature) && png.readUInt32BE(16) === side && png.readUInt32BE(20) === side;
  if (!fits) throw new BadIconError(`${name}: a PNG of ${side} by ${side} pixels`);
};

/** The bytes of the package, the same for the same input; throws `BadIconError`. */
export const packApp = async ({ manifest, color, outline }: AppFiles): Promise<Uint8Array> => {
  checkIcon('color.png', { bytes: color, side: 192 });
  checkIcon('outline.png', { bytes: outline, side: 32 });
  const archive = new ZipArchive({ zlib: { level: 9 } });
  const files = [
    { name: 'manifest.json', bytes: Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`) },
    { name: 'color.png', bytes: Buffer.from(color) },
    { name: 'outline.png', bytes: Buffer.from(outline) },
  ];
  for (const { name, bytes } of files) archive.append(bytes, { name, date: packedAt, mode: 0o644 });
  const [packed] = await Promise.all([buffer(archive), archive.finalize()]);
  return packed;
};

/** Writes all of the file or nothing: a reader never meets half of it. */
export const writeWhole = async (file: string, bytes: Uint8Array): Promise<void> => {
  const partial = `${file}.${process.pid}.partial`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(partial, bytes);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
};
