// A caller of the API: anonymous, with a key, or with a cookie session and its CSRF token.

// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the server says
export type Answer = { status: number; headers: Headers; text: string; json: any };

export interface RequestOptions {
  body?: unknown; // sent as JSON
  raw?: string | Uint8Array; // sent as it is
  headers?: Record<string, string>;
}

export class Client {
  constructor(
    readonly origin: string,
    readonly headers: Record<string, string> = {},
  ) {}

  with(headers: Record<string, string>): Client {
    return new Client(this.origin, { ...this.headers, ...headers });
  }
  withKey(key: string): Client {
    return new Client(this.origin, { authorization: `Bearer ${key}` });
  }

  async send(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const headers: Record<string, string> = { ...this.headers, ...options.headers };
    let body: BodyInit | undefined;
    if (options.raw !== undefined) body = options.raw as BodyInit;
    else if (options.body !== undefined) body = JSON.stringify(options.body);
    if (body !== undefined && !('content-type' in headers)) headers['content-type'] = 'application/json';
    const ask = () => fetch(this.origin + path, { method, headers, body, redirect: 'manual' });
    // A kept connection may have ended with a server that was killed: a read asks once more.
    const response = await ask().catch((error) => {
      if (method === 'GET' && error instanceof TypeError) return ask();
      throw error;
    });
    const text = await response.text();
    let json: unknown;
    if (/[/+]json(;|$)/.test(response.headers.get('content-type') ?? '')) json = JSON.parse(text);
    return { status: response.status, headers: response.headers, text, json };
  }
  get(path: string, options?: RequestOptions): Promise<Answer> {
    return this.send('GET', path, options);
  }
  post(path: string, body?: unknown, options?: RequestOptions): Promise<Answer> {
    return this.send('POST', path, { body, ...options });
  }
  put(path: string, body?: unknown, options?: RequestOptions): Promise<Answer> {
    return this.send('PUT', path, { body, ...options });
  }
  patch(path: string, body?: unknown, options?: RequestOptions): Promise<Answer> {
    return this.send('PATCH', path, { body, ...options });
  }
  delete(path: string, options?: RequestOptions): Promise<Answer> {
    return this.send('DELETE', path, options);
  }

  // Signs in and gives a caller with the session's cookie and CSRF token.
  async signIn(email: string, password: string, code?: string): Promise<Client> {
    const answer = await this.post('/api/session', { email, password, ...(code ? { code } : {}) });
    if (answer.status >= 300) throw new Error(`sign-in failed: ${answer.status} ${answer.text}`);
    return this.session(answer);
  }
  session(answer: Answer): Client {
    const cookie = answer.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ');
    return this.with({ cookie, 'x-csrf-token': answer.json.csrf_token });
  }
}

export const administrator = { name: 'Ada Administrator', email: 'ada@example.com', password: 'correct horse battery staple' };

// The first administrator of an empty workspace.
export async function setUp(origin: string): Promise<Client> {
  const open = new Client(origin);
  const answer = await open.post('/api/setup', { ...administrator, workspace_name: 'End to end' });
  if (answer.status >= 300) throw new Error(`set-up failed: ${answer.status} ${answer.text}`);
  return open.signIn(administrator.email, administrator.password);
}

export const roles = ['administrator', 'manager', 'marketer', 'sales', 'read_only', 'privacy_officer'] as const;

export async function makeKey(admin: Client, fields: Record<string, unknown>): Promise<string> {
  const answer = await admin.post('/api/keys', fields);
  if (answer.status >= 300) throw new Error(`no key: ${answer.status} ${answer.text}`);
  return answer.json.secret;
}

let counter = 0;
export function uniqueEmail(): string {
  counter += 1;
  return `person.${process.pid}.${Date.now().toString(36)}.${counter}@example.com`;
}

// Signs in somebody who sees their own records alone.
export async function makeOwner(admin: Client): Promise<Client> {
  const email = uniqueEmail();
  const password = 'a long and quiet password';
  const user = await admin.post('/api/users', { email, name: 'Own', role: 'manager', scope: 'own', password });
  if (user.status !== 201) throw new Error(user.text);
  return new Client(admin.origin).signIn(email, password);
}
