import {
  IconArrowRight,
  IconBolt,
  IconBuildingSkyscraper,
  IconPlus,
  IconReceipt,
  IconUser,
} from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { SearchResult } from '@/api/types';
import { type Choice, type Command, score } from '@/lib/commands';
import { useGo } from '@/ui/Link';
import { useCan } from '@/ui/session';
import { pageCommands } from './pageCommands';

export interface Option {
  id: string;
  title: string;
  hint?: string;
  group: 'here' | 'people' | 'companies' | 'orders' | 'go' | 'create' | 'app' | 'choice';
  icon?: unknown;
  command?: Command;
  run: () => void;
}

const icons = { here: IconBolt, go: IconArrowRight, create: IconPlus, app: IconBolt };

export function usePaletteOptions(all: Command[], text: string, step: Command | null) {
  const go = useGo();
  const can = useCan();
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setQuery(text.trim()), 120);
    return () => clearTimeout(timer);
  }, [text]);
  const found = useQuery({
    queryKey: ['search', query],
    queryFn: ({ signal }) => api.get<SearchResult>('/api/search', { q: query }, signal),
    enabled: !step && query.length > 1,
    placeholderData: keepPreviousData,
  });
  const choices = useChoices(step, text);

  if (step) {
    return {
      searching: false,
      options: choices.map((choice): Option => ({ ...choice, group: 'choice' })),
    };
  }
  const options: Option[] = [];
  // The pages inside others would be a long list before a word is typed.
  const listed = text.trim() ? [...all, ...pageCommands(t, can, go)] : all;
  for (const command of listed) {
    if (command.inPalette === false || !(command.run || command.choices)) continue;
    if (text.trim() && score(command.title, text) === null) continue;
    options.push({
      id: command.id,
      title: command.title,
      hint: command.hint,
      group: command.group,
      icon: command.icon ?? icons[command.group],
      command,
      run: () => command.run?.(),
    });
  }
  const result = query.length > 1 ? found.data : undefined;
  for (const contact of result?.contacts ?? []) {
    options.push({
      id: contact.id,
      title: contact.name || contact.email || contact.id,
      hint: contact.name ? (contact.email ?? undefined) : undefined,
      group: 'people',
      icon: IconUser,
      run: () => go(`/contacts/${contact.id}`),
    });
  }
  for (const company of result?.companies ?? []) {
    options.push({
      id: company.id,
      title: company.name,
      group: 'companies',
      icon: IconBuildingSkyscraper,
      run: () => go(`/companies/${company.id}`),
    });
  }
  for (const order of result?.orders ?? []) {
    options.push({
      id: order.id,
      title: order.name,
      hint: order.customer ?? undefined,
      group: 'orders',
      icon: IconReceipt,
      run: () => go(`/orders/${order.id}`),
    });
  }
  return { options, searching: found.isFetching };
}

function useChoices(step: Command | null, text: string): Choice[] {
  const [choices, setChoices] = useState<Choice[]>([]);
  useEffect(() => {
    let current = true;
    void Promise.resolve(step?.choices?.(text) ?? []).then((list) => {
      if (current) setChoices(list.filter((choice) => !text || score(choice.title, text) !== null));
    });
    return () => {
      current = false;
    };
  }, [step, text]);
  return choices;
}
