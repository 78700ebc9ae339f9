import { ActionIcon, Group } from '@mantine/core';
import { IconArrowsDiagonal, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './layout.module.css';

interface PeekHeadProps {
  title: string;
  before?: ReactNode;
  openLabel: string;
  onOpen: () => void;
  onClose: () => void;
}

// The head of the panel beside a list: whose it is, the way to the whole page, and away.
export function PeekHead({ title, before, openLabel, onOpen, onClose }: PeekHeadProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.peekHead}>
      {before}
      <strong className="truncate">{title}</strong>
      <Group gap={2} wrap="nowrap" ml="auto">
        <ActionIcon aria-label={openLabel} onClick={onOpen}>
          <IconArrowsDiagonal size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon aria-label={t('ui:close')} onClick={onClose}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </Group>
    </div>
  );
}
