import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPower, IconTargetArrow, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { useGo } from '@/ui/Link';
import { toast } from '@/ui/toast';
import { deleteModel, switchModel, useRefreshScores } from './api';
import { useLabel } from './labels';
import type { ScoreModel } from './types';

export function ModelMenu({ model }: { model: ScoreModel }) {
  const { t } = useTranslation();
  const go = useGo();
  const label = useLabel();
  const refresh = useRefreshScores();
  const [deleting, setDeleting] = useState(false);
  const points = (model.definition ?? model.draft)?.kind === 'points';
  const name = label((model.definition ?? model.draft)?.label, model.name);
  const change = (to: Parameters<typeof switchModel>[1], said: string) =>
    switchModel(model, to).then((saved) => {
      refresh(saved);
      toast.done(said);
    }, toast.failed);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size={32} variant="default" aria-label={t('scores:more')}>
            <IconDots size={17} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPower size={15} aria-hidden />}
            onClick={() =>
              void change({ active: !model.active }, t(model.active ? 'scores:is_off' : 'scores:is_on'))
            }
          >
            {t(model.active ? 'scores:switch_off' : 'scores:switch_on')}
          </Menu.Item>
          {points && !model.predicts_conversion && (
            <Menu.Item
              leftSection={<IconTargetArrow size={15} aria-hidden />}
              onClick={() => void change({ predicts_conversion: true }, t('scores:now_predicts'))}
            >
              {t('scores:let_predict')}
            </Menu.Item>
          )}
          {!model.shipped && (!model.active || !model.definition) && (
            <Menu.Item
              data-danger
              leftSection={<IconTrash size={15} aria-hidden />}
              onClick={() => setDeleting(true)}
            >
              {t('scores:delete')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {deleting && (
        <ConfirmDialog
          title={t('scores:delete_title', { name })}
          text={t('scores:delete_text')}
          action={t('scores:delete')}
          onClose={() => setDeleting(false)}
          run={() => deleteModel(model)}
          done={() => {
            refresh();
            toast.done(t('scores:deleted', { name }));
            go('/insights/scores');
          }}
        />
      )}
    </>
  );
}
