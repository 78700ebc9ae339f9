import { ActionIcon, Group, Skeleton } from '@mantine/core';
import { IconArrowsDiagonal, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useGo } from '@/ui/Link';
import { ErrorState } from '@/ui/States';
import { orderQuery } from './api';
import classes from './OrderDetail.module.css';
import { OrderFacts } from './OrderFacts';
import { OrderLines } from './OrderLines';

export function OrderPeek({ id, onClose, onOpen }: { id: string; onClose: () => void; onOpen: () => void }) {
  const { t } = useTranslation();
  const go = useGo();
  const order = useQuery(orderQuery(id));
  if (order.error) return <ErrorState error={order.error} retry={() => void order.refetch()} compact />;
  return (
    <div role="region" aria-label={t('events:detail.peek')}>
      <div className={classes.head}>
        <strong>{order.data?.number ?? t('ui:loading')}</strong>
        <Group gap={2} wrap="nowrap" ml="auto">
          <ActionIcon
            aria-label={t('events:detail.open')}
            onClick={() => {
              onOpen();
              go(`/orders/${id}`);
            }}
          >
            <IconArrowsDiagonal size={16} />
          </ActionIcon>
          <ActionIcon aria-label={t('ui:close')} onClick={onClose}>
            <IconX size={16} />
          </ActionIcon>
        </Group>
      </div>
      {order.data ? (
        <>
          <OrderFacts order={order.data} />
          <div className={classes.padded}>
            <OrderLines order={order.data} brief />
          </div>
        </>
      ) : (
        <Skeleton height={200} m="md" />
      )}
    </div>
  );
}
