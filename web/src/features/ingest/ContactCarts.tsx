import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Page, WaitingCart } from '@/api/types';
import { Ago, Mark } from '@/ui/marks';
import { Section } from '@/ui/Section';
import { useFormat } from '@/ui/session';

// What the contact put together and has not ordered; nothing where there is no such cart.
export function ContactCarts({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const carts = useQuery({
    queryKey: ['contacts', 'carts', contactId],
    queryFn: () => api.get<Page<WaitingCart>>(`/api/contacts/${contactId}/carts`),
  });
  if (!carts.data?.items.length) return null;
  return (
    <Section title={t('ingest:cart.title')}>
      {carts.data.items.map((cart) => (
        <div key={cart.id} style={{ padding: '4px 0' }}>
          <div>
            <Mark tone={cart.state === 'abandoned' ? 'warn' : 'info'}>
              {t(`ingest:cart.state.${cart.state}`)}
            </Mark>{' '}
            {cart.checkout && <Mark>{t('ingest:cart.checkout')}</Mark>}{' '}
            {cart.value && <strong>{format.money(cart.value)}</strong>}
          </div>
          <ul style={{ margin: '4px 0', paddingInlineStart: 18 }}>
            {cart.products.map((product, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two lines may say the same
              <li key={place}>
                {product.quantity > 1 ? `${product.quantity} × ${product.name}` : product.name}
                {product.price && <span className="muted"> · {format.money(product.price)}</span>}
              </li>
            ))}
          </ul>
          <div className="muted">
            {t('ingest:cart.since')} <Ago at={cart.started_at} /> · {t('ingest:cart.touched')}{' '}
            <Ago at={cart.updated_at} />
          </div>
        </div>
      ))}
    </Section>
  );
}
