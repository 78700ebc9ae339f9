// What can be done from everywhere: places, creation, the palette itself.
import { useMantineColorScheme } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Page } from '@/api/types';
import { useSavePreferences } from '@/features/access/widgets';
import type { Command } from '@/lib/commands';
import { useGo } from '@/ui/Link';
import { useCan } from '@/ui/session';
import { useCommands } from '@/ui/useCommands';
import { languages, setLanguage } from './i18n';
import { groups, settingsPlace } from './navigation';
import type { Overlay } from './Shell';

const own = { en: 'English', fr: 'Français', vi: 'Tiếng Việt' };

export function useAppCommands(show: (overlay: Overlay) => void): void {
  const { t } = useTranslation();
  const go = useGo();
  const can = useCan();
  const { setColorScheme } = useMantineColorScheme();
  const save = useSavePreferences();

  const places = [...groups.flatMap((group) => group.places), settingsPlace]
    .filter((place) => !place.permission || can(place.permission))
    .map(
      (place): Command => ({
        id: `go.${place.id}`,
        title: t(place.title),
        group: 'go',
        keys: place.keys,
        icon: place.icon,
        run: () => go(place.to),
      }),
    );
  const create: Command[] = can('contacts.write')
    ? [
        {
          id: 'create.contact',
          title: t('app:create.contact'),
          group: 'create',
          keys: 'c',
          run: () => go('/contacts?create=contact'),
        },
        {
          id: 'create.prospect',
          title: t('app:create.prospect'),
          group: 'create',
          run: () => go('/contacts?create=prospect'),
        },
      ]
    : [];
  if (can('companies.write')) {
    create.push({
      id: 'create.company',
      title: t('app:create.company'),
      group: 'create',
      run: () => go('/companies?create=company'),
    });
  }
  if (can('segments.write')) {
    create.push({
      id: 'create.segment',
      title: t('app:create.segment'),
      group: 'create',
      run: () => go('/segments/create'),
    });
  }
  const open: Command[] = can('segments.read')
    ? [
        {
          id: 'go.segment',
          title: t('app:palette.open_segment'),
          group: 'go',
          icon: IconUsersGroup,
          choices: async () =>
            (await api.get<Page<{ id: string; name: string }>>('/api/segments')).items.map((segment) => ({
              id: segment.id,
              title: segment.name,
              run: () => go(`/segments/${segment.id}`),
            })),
        },
      ]
    : [];
  useCommands([
    ...places,
    ...open,
    ...create,
    {
      id: 'app.palette',
      title: t('app:palette.title'),
      group: 'app',
      keys: 'mod+k',
      inPalette: false,
      run: () => show('palette'),
    },
    {
      id: 'app.search',
      title: t('app:palette.open'),
      group: 'app',
      keys: '/',
      inPalette: false,
      run: () => show('palette'),
    },
    {
      id: 'app.shortcuts',
      title: t('app:shortcuts.title'),
      group: 'app',
      keys: '?',
      run: () => show('shortcuts'),
    },
    {
      id: 'app.theme',
      title: t('app:theme.label'),
      group: 'app',
      choices: () =>
        (['auto', 'light', 'dark'] as const).map((theme) => ({
          id: theme,
          title: t(`app:theme.${theme}`),
          run: () => {
            setColorScheme(theme);
            save.mutate({ theme });
          },
        })),
    },
    {
      id: 'app.language',
      title: t('app:language.label'),
      group: 'app',
      choices: () =>
        languages.map((language) => ({
          id: language,
          title: own[language],
          run: () => {
            void setLanguage(language);
            save.mutate({ locale: language });
          },
        })),
    },
  ]);
}
