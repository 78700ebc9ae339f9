import { ActionIcon, Button, Group, TagsInput, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelRule } from '@/api/types';
import classes from './Ingest.module.css';
import { channelName } from '@/lib/names';

const marks = ['sources', 'mediums', 'click_ids', 'referrers'] as const;

interface RuleFieldsProps {
  rule: ChannelRule;
  number: number;
  last: boolean;
  editable: boolean;
  open: boolean;
  toggle: () => void;
  change: (part: Partial<ChannelRule>) => void;
  move: (by: number) => void;
  remove: () => void;
}

// One rule as a line to read; its fields when it is opened.
export function RuleFields({ rule, number, last, editable, open, toggle, ...act }: RuleFieldsProps) {
  const { t } = useTranslation();
  const id = useId();
  const said = marks
    .filter((mark) => rule[mark]?.length)
    .map((mark) => `${t(`ingest:channels.${mark}`)}: ${rule[mark]?.join(', ')}`);
  const buttons = [
    { label: t('ingest:channels.up'), icon: IconArrowUp, off: number === 1, run: () => act.move(-1) },
    { label: t('ingest:channels.down'), icon: IconArrowDown, off: last, run: () => act.move(1) },
    { label: t('ingest:channels.remove'), icon: IconTrash, off: false, run: act.remove },
  ];
  return (
    <fieldset
      className={classes.rule}
      disabled={!editable}
      aria-label={t('ingest:channels.rule', { n: number })}
    >
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <div className={classes.about}>
          <strong title={rule.channel}>
            {rule.channel ? channelName(t, rule.channel) : t('ingest:channels.unnamed')}
          </strong>
          <span className="muted">{said.join(' · ') || t('ingest:channels.nothing')}</span>
        </div>
        {editable && (
          <>
            <Button
              variant="default"
              size="compact-sm"
              aria-expanded={open}
              aria-controls={id}
              onClick={toggle}
            >
              {t(open ? 'ingest:channels.close' : 'ingest:channels.change')}
            </Button>
            {buttons.map(({ label, icon: Icon, off, run }) => (
              <ActionIcon key={label} variant="subtle" aria-label={label} disabled={off} onClick={run}>
                <Icon size={16} aria-hidden />
              </ActionIcon>
            ))}
          </>
        )}
      </Group>
      <div id={id} className={classes.fields} hidden={!open}>
        {open && (
          <>
            <TextInput
              label={t('ingest:channels.channel')}
              maw={320}
              data-autofocus
              value={rule.channel}
              onChange={(event) => act.change({ channel: event.currentTarget.value })}
            />
            <div className={classes.grid}>
              {marks.map((mark) => (
                <TagsInput
                  key={mark}
                  label={t(`ingest:channels.${mark}`)}
                  value={rule[mark]}
                  onChange={(value) => act.change({ [mark]: value })}
                />
              ))}
            </div>
          </>
        )}
      </div>
    </fieldset>
  );
}
