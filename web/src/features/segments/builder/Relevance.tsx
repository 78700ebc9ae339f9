import { Button } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GroupNode } from '../rule/node';
import { GroupBox } from './GroupBox';

// Conditions that nobody must meet: how many of them a member meets is how relevant they are.
export function Relevance({ optional }: { optional: GroupNode }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(optional.children.length > 0);
  return (
    <section style={{ marginTop: 28 }}>
      <Button
        variant="subtle"
        size="compact-sm"
        aria-expanded={open}
        leftSection={
          open ? <IconChevronDown size={15} aria-hidden /> : <IconChevronRight size={15} aria-hidden />
        }
        onClick={() => setOpen(!open)}
      >
        {t('segments:relevance.title')}
      </Button>
      {open && (
        <>
          <p className="muted" style={{ margin: '4px 0 8px 26px' }}>
            {t('segments:relevance.text')}
          </p>
          <GroupBox group={optional} apart />
        </>
      )}
    </section>
  );
}
