import { useTranslation } from 'react-i18next';
import type { OrderStatus } from '@/api/types';
import { Mark, type Tone } from '@/ui/marks';

const tones: Record<OrderStatus, Tone> = {
  paid: 'ok',
  partially_refunded: 'warn',
  refunded: 'neutral',
  cancelled: 'bad',
};

export function OrderStatusMark({ status }: { status: OrderStatus }) {
  const { t } = useTranslation();
  return <Mark tone={tones[status]}>{t(`events:status.${status}`)}</Mark>;
}
