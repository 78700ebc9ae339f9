import { Menu } from '@mantine/core';
import {
  IconArrowLeft,
  IconArrowRight,
  IconLayoutKanban,
  IconList,
  IconPencil,
  IconRestore,
  IconTrash,
  IconUsers,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Search } from '@/lib/search';
import { useCan } from '@/ui/session';
import { useViewActions } from './api';
import type { ViewState } from './useView';

interface ViewMenuProps {
  state: ViewState;
  set: (changes: Search) => void;
  rename: () => void;
  children: ReactNode;
}

export function ViewMenu({ state, set, rename, children }: ViewMenuProps) {
  const { t } = useTranslation();
  const can = useCan();
  const actions = useViewActions();
  const { view, views, layout } = state;
  if (!view) return null;
  const mine = view.may_change;
  const at = views.indexOf(view);
  const ids = views.map((one) => one.id);
  const move = (step: number) => {
    const next = ids.filter((id) => id !== view.id);
    next.splice(at + step, 0, view.id);
    void actions.arrange(next, 'me');
  };
  const show = (next: 'list' | 'board') => set({ layout: next === view.layout ? undefined : next });
  return (
    <Menu position="bottom-start">
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('lists:view.layout')}</Menu.Label>
        <Menu.Item
          leftSection={<IconList size={15} />}
          disabled={layout === 'list'}
          onClick={() => show('list')}
        >
          {t('lists:view.list')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLayoutKanban size={15} />}
          disabled={layout === 'board'}
          onClick={() => show('board')}
        >
          {t('lists:view.board')}
        </Menu.Item>
        <Menu.Divider />
        {mine && (
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={rename}>
            {t('lists:view.rename')}
          </Menu.Item>
        )}
        {mine && can('views.share') && (
          <Menu.Item
            leftSection={<IconUsers size={15} />}
            onClick={() => void actions.change(view, { shared: !view.shared })}
          >
            {t(view.shared ? 'lists:view.unshare' : 'lists:view.share')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconArrowLeft size={15} />} disabled={at <= 0} onClick={() => move(-1)}>
          {t('lists:view.left')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowRight size={15} />}
          disabled={at >= views.length - 1}
          onClick={() => move(1)}
        >
          {t('lists:view.right')}
        </Menu.Item>
        <Menu.Item leftSection={<IconRestore size={15} />} onClick={() => void actions.arrange([], 'me')}>
          {t('lists:view.order_reset')}
        </Menu.Item>
        {can('views.share') && (
          <Menu.Item onClick={() => void actions.arrange(ids, 'everyone')}>
            {t('lists:view.order_all')}
          </Menu.Item>
        )}
        {mine && views.length > 1 && (
          <>
            <Menu.Divider />
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={15} />}
              onClick={() =>
                void actions.remove(view, state.name(view)).then((done) => {
                  if (done) set({ ...state.unchanged, view: undefined, search: undefined });
                })
              }
            >
              {t('lists:view.delete')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
