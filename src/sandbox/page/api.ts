/** Calls to the sandbox's own server. */
import type { CardPressed } from './teams-card.tsx';

export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

const problemOf = async (response: Response): Promise<string> => {
  const text = await response.text();
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && 'problem' in body && typeof body.problem === 'string') return body.problem;
  } catch {
    // Not JSON: the status line has to do.
  }
  return `The sandbox answered ${response.status}.`;
};

const ask = async <T>(path: string, init: RequestInit): Promise<Reply<T>> => {
  try {
    const response = await fetch(path, { method: 'POST', ...init });
    return response.ok ? { ok: true, value: (await response.json()) as T } : { ok: false, problem: await problemOf(response) };
  } catch {
    return { ok: false, problem: 'The sandbox does not answer. Is "npm start" still running?' };
  }
};

const post = <T = unknown>(path: string, body: unknown): Promise<Reply<T>> =>
  ask<T>(path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

export const press = (body: { as: string; conversation: string; message: string; block: string; action: string }) =>
  post('/api/press', body);

export const pressCard = (body: { as: string; conversation: string; message: string } & CardPressed) => post('/api/teams/press', body);
export const lookAt = (body: { as: string; conversation: string }) => post('/api/teams/look', body);
export const openHome = (body: { as: string }) => post('/api/home', body);
export const setApp = (body: { as: string; installed: boolean }) => post('/api/teams/app', body);

/** Field problems by block id; empty when the dialog was taken. */
export const submitDialog = (body: { as: string; dialog: string; values: DialogValues }) =>
  post<{ errors: Record<string, string> }>('/api/dialog', body);
export const closeDialog = (body: { as: string; dialog: string }) => post('/api/dialog/close', body);
export const say = (body: { as: string; conversation: string; text: string }) => post('/api/say', body);
export const submitSample = (body: { as: string; sample: string }) => post<{ request: string }>('/api/samples', body);
export const openUpload = (body: { as: string }) => post<{ upload: string }>('/api/uploads', body);
export const finishUpload = (body: { as: string; upload: string; name: string }) => post<{ request: string }>('/api/uploads/finish', body);

/** Streams one file into the upload under its relative path. */
export const uploadFile = (upload: string, path: string, file: Blob) =>
  ask(`/api/uploads/${upload}?path=${encodeURIComponent(path)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  });

/** Slack's `view.state.values`: by block id, then by action id. */
export type DialogValues = Record<string, Record<string, unknown>>;
