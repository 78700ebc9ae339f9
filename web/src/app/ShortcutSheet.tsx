import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '@/ui/KeyHint';
import { useCommandList } from '@/ui/useCommands';
import classes from './Palette.module.css';

const groups = ['here', 'go', 'create', 'app'] as const;

// The keys that are valid here, printed from the registry that binds them.
export default function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const list = useCommandList().filter((command) => command.keys);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('app:shortcuts.title')}
      size={620}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <div className={classes.keys}>
        {groups.map((group) => {
          const rows = list.filter((command) => command.group === group);
          if (!rows.length) return null;
          return (
            <section key={group} className={classes.section}>
              <h3>{t(`app:palette.group.${group}`)}</h3>
              {rows.map((command) => (
                <div key={command.id} className={classes.row}>
                  <span>{command.title}</span>
                  <KeyHint keys={command.keys as string} />
                </div>
              ))}
            </section>
          );
        })}
      </div>
    </Modal>
  );
}
