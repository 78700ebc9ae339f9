import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './Settings.module.css';

// Something to be copied now, because it is not shown again; or, with a label, lines of a program to be taken over.
export function Secret({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.secret} data-lines={label ? true : undefined} role="group" aria-label={label}>
      {label ? <pre tabIndex={0}>{text}</pre> : <code>{text}</code>}
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button
            size="compact-sm"
            variant="default"
            onClick={copy}
            leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          >
            {t(copied ? 'ui:copied' : 'ui:copy')}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
