import { type ComponentType, lazy } from 'react';

// A part of a page that is fetched by itself, and can be asked for before it is shown: a page whose data is
// still on its way asks for its cards, so that they need not be waited for one after the other.
// biome-ignore lint/suspicious/noExplicitAny: properties of any component
export function early<T extends ComponentType<any>>(load: () => Promise<{ default: T }>) {
  return Object.assign(lazy(load), { load: () => void load() });
}
