import { Button, Drawer, Skeleton } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useGo } from '@/ui/Link';
import { ErrorState } from '@/ui/States';
import { useCan } from '@/ui/session';
import { isMissing, useTemplates } from '../api';
import { segmentKinds } from '../types';
import classes from './Segments.module.css';

export function TemplatesDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={720}
      title={t('segments:templates.title')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <p className="muted" style={{ marginTop: 0 }}>
        {t('segments:templates.text')}
      </p>
      <TemplatesGallery />
    </Drawer>
  );
}

// The ready segments by kind; one that lacks data says which.
export function TemplatesGallery() {
  const { t } = useTranslation();
  const go = useGo();
  const can = useCan();
  const templates = useTemplates();
  if (templates.isPending) return <Skeleton height={160} aria-hidden />;
  if (!templates.data) {
    return isMissing(templates.error) ? null : (
      <ErrorState error={templates.error} retry={() => void templates.refetch()} compact />
    );
  }
  // What can be used at once comes first.
  const items = templates.data.toSorted((a, b) => Number(b.available) - Number(a.available));
  const lacking = (kind: string) => items.some((item) => item.kind === kind && !item.available);
  return (
    <>
      {segmentKinds
        .filter((kind) => items.some((item) => item.kind === kind))
        .toSorted((a, b) => Number(lacking(a)) - Number(lacking(b)))
        .map((kind) => (
          <section key={kind} aria-label={t(`segments:kind.${kind}`)}>
            <h2 className={classes.galleryTitle}>{t(`segments:kind.${kind}`)}</h2>
            <ul className={classes.gallery}>
              {items
                .filter((item) => item.kind === kind)
                .map((item) => (
                  <li key={item.key} className={classes.template}>
                    <h3>{item.name}</h3>
                    <p>{item.description}</p>
                    <code title={item.rule_text}>{item.rule_text}</code>
                    {item.available ? (
                      can('segments.write') && (
                        <Button
                          size="compact-sm"
                          variant="light"
                          aria-label={t('segments:templates.use_name', { name: item.name })}
                          onClick={() => go(`/segments/create?template=${encodeURIComponent(item.key)}`)}
                        >
                          {t('segments:templates.use')}
                        </Button>
                      )
                    ) : (
                      <p className={classes.missing}>
                        <IconLock size={13} aria-hidden /> {missing(t, item.missing)}
                      </p>
                    )}
                  </li>
                ))}
            </ul>
          </section>
        ))}
    </>
  );
}

// The server names the first field that the workspace lacks.
function missing(t: TFunction, said: string | null | undefined): string {
  const field = /`([^`]+)`/.exec(said ?? '')?.[1];
  return field ? t('segments:templates.needs', { field }) : said || t('segments:templates.missing');
}
