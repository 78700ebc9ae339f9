import { Button, Group, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ContactOrders } from '@/features/events/widgets';
import { useGo } from '@/ui/Link';
import { Avatar } from '@/ui/marks';
import { PeekHead } from '@/ui/PeekHead';
import { ErrorState } from '@/ui/States';
import { contactQuery } from '../api';
import { ConsentSection, IdentitySection } from '../contact/WhoSections';
import { ShortTimeline } from '../contact/Timeline';

// A contact beside the list: enough to decide, one step from the whole page.
export function ContactPeek({
  id,
  onClose,
  onOpen,
}: {
  id: string;
  onClose: () => void;
  onOpen: () => void;
}) {
  const { t } = useTranslation();
  const go = useGo();
  const contact = useQuery(contactQuery(id));
  const open = () => {
    onOpen();
    go(`/contacts/${id}`);
  };
  if (contact.error) return <ErrorState error={contact.error} retry={() => void contact.refetch()} compact />;
  return (
    <div role="region" aria-label={t('people:peek.label')} data-peek>
      <PeekHead
        title={contact.data?.name ?? t('ui:loading')}
        before={<Avatar name={contact.data?.name || '?'} size={30} />}
        openLabel={t('people:peek.open')}
        onOpen={open}
        onClose={onClose}
      />
      {contact.data ? (
        <>
          <IdentitySection contact={contact.data} />
          <ConsentSection contact={contact.data} />
          <ContactOrders contactId={id} limit={3} />
          <ShortTimeline contactId={id} />
          <Group p="md">
            <Button variant="default" fullWidth onClick={open}>
              {t('people:peek.open')}
            </Button>
          </Group>
        </>
      ) : (
        <Stack p="md">
          <Skeleton height={14} width="60%" />
          <Skeleton height={14} width="80%" />
          <Skeleton height={120} />
        </Stack>
      )}
    </div>
  );
}
