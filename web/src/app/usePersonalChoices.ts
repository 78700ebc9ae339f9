// Theme, density and language as the person keeps them on the server.
import { useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { writePlain } from '@/lib/storage';
import { useSession } from '@/ui/session';
import { asLanguage, setLanguage } from './i18n';

export function usePersonalChoices(): void {
  const { user } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => {
    if (user.theme) setColorScheme(user.theme);
  }, [user.theme, setColorScheme]);
  useEffect(() => {
    const density = user.density ?? 'compact';
    document.documentElement.dataset.density = density;
    writePlain('density', density);
  }, [user.density]);
  useEffect(() => {
    const language = asLanguage(user.locale);
    if (language && language !== document.documentElement.lang) void setLanguage(language);
  }, [user.locale]);
}
