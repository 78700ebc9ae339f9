import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconLock,
  IconMapPinOff,
  IconPlugConnectedX,
  type IconProps,
} from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@/api/client';
import { errorText } from './errors';
import classes from './States.module.css';

interface StateProps {
  icon: ComponentType<IconProps>;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  tone?: 'brand' | 'bad' | 'neutral';
  compact?: boolean;
}

export function State({ icon: Icon, title, children, actions, tone = 'brand', compact }: StateProps) {
  return (
    <div className={`${classes.state} ${compact ? classes.compact : ''}`}>
      <span className={classes.icon} data-tone={tone} aria-hidden>
        <Icon size={22} stroke={1.6} />
      </span>
      <p className={classes.title}>{title}</p>
      {children && <p className={classes.text}>{children}</p>}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}

// A failure in its place: plain cause, what to do, the request's id for whoever looks into it.
export function ErrorState({
  error,
  retry,
  compact,
}: {
  error: unknown;
  retry?: () => void;
  compact?: boolean;
}) {
  const { t } = useTranslation();
  const known = error instanceof ApiError ? error : null;
  if (known?.status === 403) return <NoPermission compact={compact} />;
  if (known?.status === 404) return <Gone compact={compact} />;
  const offline = known?.status === 0;
  return (
    <State
      icon={offline ? IconPlugConnectedX : IconAlertTriangle}
      tone="bad"
      compact={compact}
      title={offline ? t('ui:error.offline_title') : t('ui:error.title')}
      actions={
        retry && (
          <Button variant="default" onClick={retry}>
            {t('ui:retry')}
          </Button>
        )
      }
    >
      {offline ? t('ui:error.offline_text') : errorText(t, error)}
      {known?.requestId ? ` ${t('ui:error.request', { id: known.requestId })}` : ''}
    </State>
  );
}

export function NoPermission({ compact }: { compact?: boolean }) {
  const { t } = useTranslation();
  return (
    <State icon={IconLock} tone="neutral" compact={compact} title={t('ui:forbidden.title')}>
      {t('ui:forbidden.text')}
    </State>
  );
}

// Asking again would not help: it is not there, or not among what the reader sees.
function Gone({ compact }: { compact?: boolean }) {
  const { t } = useTranslation();
  return (
    <State
      icon={IconMapPinOff}
      tone="neutral"
      compact={compact}
      title={t('ui:gone.title')}
      actions={
        <Button variant="default" onClick={() => window.history.back()}>
          {t('ui:gone.back')}
        </Button>
      }
    >
      {t('ui:gone.text')}
    </State>
  );
}
