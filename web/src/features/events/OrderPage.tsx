import { Skeleton } from '@mantine/core';
import { IconArrowLeft, IconBan, IconReceiptRefund } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '@/api/types';
import { followTrail } from '@/lib/trail';
import { ActionButton } from '@/ui/ActionButton';
import { Link } from '@/ui/Link';
import { Page } from '@/ui/Page';
import { ErrorState } from '@/ui/States';
import { useCan } from '@/ui/session';
import { orderQuery } from './api';
import classes from './OrderDetail.module.css';
import { OrderFacts } from './OrderFacts';
import { OrderLines } from './OrderLines';
import { OrderStatusMark } from './OrderStatusMark';
import { CancelDialog, RefundDialog } from './RefundDialog';

export function OrderPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { id } = useParams({ strict: false }) as { id: string };
  const order = useQuery(orderQuery(id));
  const [dialog, setDialog] = useState<'refund' | 'cancel' | null>(null);
  const back = followTrail('orders', id)?.back ?? '/orders';
  if (order.error) {
    return (
      <Page title={t('app:nav.orders')}>
        <ErrorState error={order.error} retry={() => void order.refetch()} />
      </Page>
    );
  }
  const title = order.data ? t('events:detail.title', { number: order.data.number }) : t('ui:loading');
  return (
    <Page
      title={title}
      scroll={false}
      before={
        <Link to={back} aria-label={t('events:detail.back')} style={{ display: 'grid', padding: 4 }}>
          <IconArrowLeft size={18} />
        </Link>
      }
      count={order.data && <OrderStatusMark status={order.data.status} />}
      actions={order.data && can('orders.write') && <Actions order={order.data} onOpen={setDialog} />}
    >
      {order.data ? (
        <div className={classes.body}>
          <div className={classes.lines} tabIndex={0} role="region" aria-label={t('events:detail.lines')}>
            <OrderLines order={order.data} />
          </div>
          <div className={classes.side}>
            <OrderFacts order={order.data} />
          </div>
        </div>
      ) : (
        <Skeleton height={260} m="lg" />
      )}
      {dialog === 'refund' && order.data && (
        <RefundDialog order={order.data} onClose={() => setDialog(null)} />
      )}
      {dialog === 'cancel' && order.data && (
        <CancelDialog order={order.data} onClose={() => setDialog(null)} />
      )}
    </Page>
  );
}

function Actions({ order, onOpen }: { order: Order; onOpen: (dialog: 'refund' | 'cancel') => void }) {
  const { t } = useTranslation();
  if (order.status === 'cancelled' || order.status === 'refunded') return null;
  return (
    <>
      <ActionButton
        variant="default"
        icon={IconReceiptRefund}
        label={t('events:refund.action')}
        onClick={() => onOpen('refund')}
      />
      <ActionButton
        variant="subtle"
        data-danger
        icon={IconBan}
        label={t('events:cancel.action')}
        onClick={() => onOpen('cancel')}
      />
    </>
  );
}
