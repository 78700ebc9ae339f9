import { IconHierarchy2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from '@/ui/Link';
import { Ago } from '@/ui/marks';
import { Facts, Section } from '@/ui/Section';
import { State } from '@/ui/States';
import { useFormat } from '@/ui/session';
import type { Segment } from '../types';
import { useUses } from '../useUses';
import classes from './Detail.module.css';

// What it says and what hangs on it.
export function AboutTab({ segment }: { segment: Segment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const uses = useUses(segment);
  const used = [
    ...uses.segments,
    ...uses.views.map((view) => ({ ...view, name: t('segments:about.view', { name: view.name }) })),
  ];
  return (
    <div className={classes.about}>
      <div>
        <Section title={t('segments:about.rule')}>
          {segment.rule_text ? (
            <pre className={classes.rule}>{segment.rule_text}</pre>
          ) : (
            <p className="muted">{t('segments:about.list')}</p>
          )}
          {segment.optional_conditions.length > 0 && (
            <p className="muted">
              {t('segments:about.optional', { count: segment.optional_conditions.length })}
            </p>
          )}
        </Section>
        <Section title={t('segments:about.used')}>
          {used.length ? (
            <ul>
              {used.map(({ key, name, to }) => (
                <li key={key}>{to ? <Link to={to}>{name}</Link> : name}</li>
              ))}
            </ul>
          ) : (
            <State icon={IconHierarchy2} tone="neutral" compact title={t('segments:about.unused')}>
              {t('segments:about.unused_text')}
            </State>
          )}
        </Section>
      </div>
      <Section title={t('segments:about.title')}>
        <Facts
          items={[
            [t('segments:form.description'), segment.description],
            [t('segments:form.kind'), t(`segments:kind.${segment.kind}`)],
            [
              t('segments:about.state'),
              t(
                segment.archived_at
                  ? 'segments:archived'
                  : segment.active
                    ? 'segments:about.live'
                    : 'segments:paused',
              ),
            ],
            [t('segments:about.version'), format.number(segment.rule_version)],
            [t('segments:about.created'), <Ago key="created" at={segment.created_at} />],
            [t('segments:column.updated'), <Ago key="updated" at={segment.updated_at} />],
            [t('segments:problem'), segment.problem],
          ]}
        />
      </Section>
    </div>
  );
}
