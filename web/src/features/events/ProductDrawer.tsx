import { Button, Stack, Switch, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Product } from '@/api/types';
import { currencyDigits, parseAmount } from '@/lib/format';
import { ConfirmDialog } from '@/ui/ConfirmDialog';
import { FormDrawer } from '@/ui/FormDrawer';
import { useFormat } from '@/ui/session';
import { toast } from '@/ui/toast';
import { useRecordForm } from '@/ui/useRecordForm';
import { useRefreshOrders } from './api';

export function ProductDrawer({ product, onClose }: { product?: Product; onClose: () => void }) {
  const { t } = useTranslation();
  const workspace = useFormat();
  const refresh = useRefreshOrders();
  const [removing, setRemoving] = useState(false);
  const currency = product?.price?.currency ?? workspace.currency;
  const { form, summary, summaryRef, sending, submit } = useRecordForm({
    initial: {
      name: product?.name ?? '',
      sku: product?.sku ?? '',
      category: product?.category ?? '',
      price: product?.price ? String(product.price.amount / 10 ** currencyDigits(currency)) : '',
      active: product?.active ?? true,
    },
    validate: (values) =>
      values.price && parseAmount(values.price, currency) === null ? { price: t('ui:form.no_amount') } : {},
    send: (values) => {
      const amount = values.price ? parseAmount(values.price, currency) : null;
      const body = {
        name: values.name.trim(),
        sku: values.sku.trim(),
        category: values.category.trim() || null,
        price: amount === null ? null : { amount, currency },
        active: values.active,
      };
      return product
        ? api.patch<Product>(`/api/products/${product.id}`, body, product.version)
        : api.post<Product>('/api/products', body);
    },
    done: (saved: Product) => {
      refresh();
      toast.done(t('events:product.saved', { name: saved.name }));
      onClose();
    },
  });
  return (
    <FormDrawer
      title={product ? product.name : t('events:product.create')}
      submitLabel={t(product ? 'events:product.save' : 'events:product.create_short')}
      sending={sending}
      dirty={form.isDirty()}
      summary={summary}
      summaryRef={summaryRef}
      submit={submit}
      onClose={onClose}
    >
      <Stack gap="md">
        <TextInput label={t('events:product.name')} required data-autofocus {...form.getInputProps('name')} />
        <TextInput label={t('events:product.sku')} required {...form.getInputProps('sku')} />
        <TextInput label={t('events:product.category')} {...form.getInputProps('category')} />
        <TextInput
          label={t('events:product.price')}
          inputMode="decimal"
          rightSection={currency}
          rightSectionWidth={48}
          {...form.getInputProps('price')}
        />
        <Switch
          label={t('events:product.is_active')}
          {...form.getInputProps('active', { type: 'checkbox' })}
        />
        {product && (
          <Button
            variant="subtle"
            data-danger
            leftSection={<IconTrash size={15} />}
            onClick={() => setRemoving(true)}
            style={{ alignSelf: 'flex-start' }}
          >
            {t('events:product.remove')}
          </Button>
        )}
      </Stack>
      {removing && product && (
        <ConfirmDialog
          title={t('events:product.remove_title', { name: product.name })}
          text={t('events:product.remove_text', { count: product.orders_count ?? 0 })}
          action={t('events:product.remove')}
          onClose={() => setRemoving(false)}
          run={() => api.delete(`/api/products/${product.id}`)}
          done={() => {
            refresh();
            toast.done(t('events:product.removed', { name: product.name }));
            onClose();
          }}
        />
      )}
    </FormDrawer>
  );
}
