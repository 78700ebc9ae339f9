// One way to the server: adds the CSRF token, an idempotency key to every creation, `If-Match` where a version
// is known, and turns problem documents into ApiError.
import { basePath } from '@/lib/base';

export interface Issue {
  path: string;
  code: string;
  message: string;
  params?: Record<string, string>;
}

export class ApiError extends Error {
  constructor(
    readonly status: number, // 0: the server was not reached
    readonly code: string,
    message: string,
    readonly issues: Issue[] = [],
    readonly requestId = '',
    readonly current: unknown = undefined, // the stored record, with code `stale`
  ) {
    super(message);
  }
}

type Query = Record<string, string | number | boolean | null | undefined>;

export interface RequestOptions {
  query?: Query;
  body?: unknown;
  file?: Blob;
  version?: number;
  idempotencyKey?: string;
  signal?: AbortSignal;
  told?: (headers: Headers) => void; // what the answer says beside its body
}

let csrfToken = '';
export function setCsrfToken(token: string): void {
  csrfToken = token;
}

let onSignedOut = () => {};
// Called when the server no longer knows the session.
export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback;
}

export function url(path: string, query?: Query): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') parameters.set(key, String(value));
  }
  const text = parameters.toString();
  return basePath() + path + (text ? `?${text}` : '');
}

export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET') {
    if (csrfToken) headers['X-CSRF-Token'] = csrfToken;
    if (method === 'POST') headers['Idempotency-Key'] = options.idempotencyKey ?? crypto.randomUUID();
    if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`;
  }
  let body: BodyInit | undefined;
  if (options.file) {
    body = options.file;
    headers['Content-Type'] = options.file.type || 'text/csv';
  } else if (options.body !== undefined) {
    body = JSON.stringify(options.body);
    headers['Content-Type'] = 'application/json';
  }
  let answer: Response;
  try {
    answer = await fetch(url(path, options.query), {
      method,
      headers,
      body,
      signal: options.signal,
      credentials: 'same-origin',
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'offline', 'The server could not be reached.');
  }
  if (!answer.ok) throw await problemOf(answer, path);
  options.told?.(answer.headers);
  if (answer.status === 204) return undefined as T;
  const text = await answer.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

async function problemOf(answer: Response, path: string): Promise<ApiError> {
  let problem: Record<string, unknown> = {};
  try {
    problem = (await answer.json()) as Record<string, unknown>;
  } catch {
    // A proxy's page, not ours.
  }
  if (answer.status === 401 && path !== '/api/session') onSignedOut();
  return new ApiError(
    answer.status,
    String(problem.code ?? 'internal'),
    String(problem.detail ?? problem.title ?? answer.statusText),
    (problem.issues as Issue[] | undefined) ?? [],
    String(problem.request_id ?? answer.headers.get('X-Request-Id') ?? ''),
    problem.current,
  );
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => request<T>('GET', path, { query, signal }),
  post: <T>(path: string, body?: unknown, options?: RequestOptions) =>
    request<T>('POST', path, { ...options, body }),
  patch: <T>(path: string, body: unknown, version?: number, options?: RequestOptions) =>
    request<T>('PATCH', path, { ...options, body, version }),
  put: <T>(path: string, body: unknown) => request<T>('PUT', path, { body }),
  delete: <T = void>(path: string, version?: number, options?: RequestOptions) =>
    request<T>('DELETE', path, { ...options, version }),
  upload: <T>(path: string, file: Blob, query?: Query) => request<T>('POST', path, { file, query }),
};
