import type { TFunction } from 'i18next';

// Values that people may choose freely, in words where they are of the usual ones.
const word = (t: TFunction, group: string, value: string): string => {
  // A name of one's own may be the path of a group of texts ("organic"), or hold marks of a message.
  const found: unknown = t(`people:${group}.${value}`, { defaultValue: '', returnObjects: true });
  return typeof found === 'string' && found !== '' ? found : value;
};

export const sourceName = (t: TFunction, value: string) => word(t, 'source', value);
export const channelName = (t: TFunction, value: string) => word(t, 'acquisition', value);
export const purposeName = (t: TFunction, value: string) => word(t, 'purpose', value);
