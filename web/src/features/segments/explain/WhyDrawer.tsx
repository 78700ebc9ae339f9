import { Drawer, Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from '@/ui/Link';
import { ErrorState } from '@/ui/States';
import { useExplanation } from '../api';
import { ExplainTree } from './ExplainTree';

interface WhyDrawerProps {
  segment: { id: string; name: string };
  contact: { id: string; name: string };
  onClose: () => void;
}

export default function WhyDrawer({ segment, contact, onClose }: WhyDrawerProps) {
  const { t } = useTranslation();
  const answer = useExplanation(segment.id, contact.id);
  const name = contact.name || t('segments:unnamed');
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={460}
      title={t('segments:why.of', { name, segment: segment.name })}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      {answer.isPending && <Skeleton height={120} />}
      {answer.error && !answer.data && (
        <ErrorState error={answer.error} retry={() => void answer.refetch()} compact />
      )}
      {answer.data && <ExplainTree explanation={answer.data} />}
      <p style={{ display: 'flex', gap: 16 }}>
        <Link to={`/contacts/${contact.id}`}>{t('segments:why.open_contact')}</Link>
        <Link to={`/segments/${segment.id}`}>{t('segments:why.open_segment')}</Link>
      </p>
    </Drawer>
  );
}
