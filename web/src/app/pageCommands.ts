// Pages that the navigation does not list: they are found by their name in the palette.
import type { TFunction } from 'i18next';
import { sections } from '@/features/access/settings/sections';
import type { Command } from '@/lib/commands';

const places: { to: string; title: string; permission: string }[] = [
  { to: '/insights/churn', title: 'insights:page.churn', permission: 'insights.read' },
  { to: '/insights/cohorts', title: 'insights:page.cohorts', permission: 'insights.read' },
  { to: '/insights/engagement', title: 'insights:page.engagement', permission: 'insights.read' },
  { to: '/insights/segments', title: 'insights:page.segments', permission: 'insights.read' },
  { to: '/insights/accuracy', title: 'insights:page.accuracy', permission: 'insights.read' },
  { to: '/insights/model', title: 'insights:page.model', permission: 'insights.read' },
  { to: '/insights/next-actions', title: 'next_actions:report.title', permission: 'insights.read' },
  { to: '/insights/scores', title: 'insights:page.scores', permission: 'insights.read' },
  { to: '/imports', title: 'imports:title', permission: 'imports.read' },
  { to: '/exports', title: 'exports:title', permission: 'contacts.export' },
  { to: '/duplicates', title: 'duplicates:title', permission: 'contacts.merge' },
  { to: '/contacts/trash', title: 'people:trash.title', permission: 'contacts.delete' },
];

export function pageCommands(t: TFunction, can: (permission: string) => boolean, go: (to: string) => void) {
  const settings = sections.map((section) => ({
    to: `/settings/${section.id}`,
    title: `${t('app:nav.settings')}: ${t(`access:settings.${section.id}.title`)}`,
    permission: section.permission,
  }));
  return [...places.map((place) => ({ ...place, title: t(place.title) })), ...settings]
    .filter((place) => !place.permission || can(place.permission))
    .map(({ to, title }): Command => ({ id: `go.${to}`, title, group: 'go', run: () => go(to) }));
}
