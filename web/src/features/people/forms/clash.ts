// Two people changed one contact. What does not meet is saved over the newer version; where both changed the same,
// or when a whole form is saved, the reader chooses (StaleDialog, shown by ClashHost on the page).
import { ApiError, api } from '@/api/client';
import type { Contact } from '@/api/types';
import type { Changes } from '../model';
import { isOvertaken } from '../model';

export interface Saving {
  contact: Contact; // as it was read: its version is the one that was seen
  changes: Changes;
  told?: (headers: Headers) => void;
  asksAlways?: boolean; // also when the two changed different fields
}

export interface Clash extends Saving {
  current: Contact; // as it is stored now
  saved: (contact: Contact) => void;
  back: () => void;
}

let waiting: Clash[] = [];
const listeners = new Set<() => void>();

function set(next: Clash[]): void {
  waiting = next;
  for (const listener of listeners) listener();
}

export const clashes = {
  first: () => waiting[0],
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export async function saveContact(saving: Saving): Promise<Contact> {
  const { contact, changes, told, asksAlways } = saving;
  let version = contact.version;
  for (;;) {
    try {
      return await api.patch<Contact>(`/api/contacts/${contact.id}`, changes, version, { told });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'stale' || !error.current) throw error;
      const current = error.current as Contact;
      if (asksAlways || isOvertaken(changes, contact, current)) return ask(saving, current, error);
      version = current.version;
    }
  }
}

function ask(saving: Saving, current: Contact, error: ApiError): Promise<Contact> {
  return new Promise((resolve, reject) => {
    const clash: Clash = {
      ...saving,
      current,
      saved: (contact) => {
        set(waiting.filter((one) => one !== clash));
        resolve(contact);
      },
      back: () => {
        set(waiting.filter((one) => one !== clash));
        reject(error);
      },
    };
    set([...waiting, clash]);
  });
}
