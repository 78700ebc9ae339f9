import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useGo } from '@/ui/Link';
import { PeekHead } from '@/ui/PeekHead';
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
      <PeekHead
        title={order.data?.number ?? t('ui:loading')}
        openLabel={t('events:detail.open')}
        onOpen={() => {
          onOpen();
          go(`/orders/${id}`);
        }}
        onClose={onClose}
      />
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
