import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { View } from '@/api/types';
import type { Search } from '@/lib/search';
import { toast } from '@/ui/toast';
import classes from '../Contacts.module.css';
import { useViewActions } from './api';
import { NameDialog } from './NameDialog';
import type { ViewState } from './useView';
import { ViewMenu } from './ViewMenu';

interface ViewTabsProps {
  state: ViewState;
  set: (changes: Search, options?: { replace?: boolean }) => void;
}

// The views as tabs; a dot tells that the list differs from the view, with what may be done about it beside.
export function ViewTabs({ state, set }: ViewTabsProps) {
  const { t } = useTranslation();
  const actions = useViewActions();
  const [naming, setNaming] = useState(false);
  const { view, views, changed, name } = state;
  const choose = (next: View) =>
    set({ ...state.unchanged, view: next.id, search: next.search ?? undefined }, { replace: false });
  const reset = () => set(state.unchanged);
  if (!view) return null;
  return (
    <div className={classes.views}>
      <div className={classes.tabs} role="tablist" aria-label={t('lists:view.tabs')}>
        {views.map((one) => (
          <button
            key={one.id}
            type="button"
            role="tab"
            className={classes.tab}
            aria-selected={one.id === view.id}
            tabIndex={one.id === view.id ? 0 : -1}
            onClick={() => one.id !== view.id && choose(one)}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
              if (!step) return;
              event.preventDefault();
              const next = views[(views.indexOf(one) + step + views.length) % views.length];
              const tabs = event.currentTarget.parentElement?.querySelectorAll<HTMLElement>('[role=tab]');
              if (next) {
                choose(next);
                tabs?.[views.indexOf(next)]?.focus();
              }
            }}
          >
            <span className="truncate">{name(one)}</span>
            {one.id === view.id && changed && (
              <span className={classes.dot} role="img" aria-label={t('lists:view.changed')} />
            )}
          </button>
        ))}
      </div>
      <ViewMenu state={state} set={set} rename={() => setNaming(true)}>
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={t('lists:view.menu', { name: name(view) })}
          px={4}
        >
          <IconChevronDown size={15} aria-hidden />
        </Button>
      </ViewMenu>
      {changed && <ChangedBar state={state} reset={reset} set={set} />}
      {naming && (
        <NameDialog
          title={t('lists:view.rename')}
          start={name(view)}
          onClose={() => setNaming(false)}
          onSave={(text) => void actions.change(view, { name: text })}
        />
      )}
    </div>
  );
}

function ChangedBar({
  state,
  reset,
  set,
}: {
  state: ViewState;
  reset: () => void;
  set: ViewTabsProps['set'];
}) {
  const { t } = useTranslation();
  const actions = useViewActions();
  const [saving, setSaving] = useState(false);
  const { view } = state;
  if (!view) return null;
  const update = async () => {
    const done = await actions.change(view, state.present);
    if (!done) return;
    reset();
    toast.done(t('lists:view.saved', { name: state.name(view) }));
  };
  const create = async (name: string) => {
    const made = await actions.create({ ...state.present, name, shared: false });
    if (!made) return;
    set({ ...state.unchanged, search: made.search ?? undefined, view: made.id });
    toast.done(t('lists:view.saved', { name }));
  };
  return (
    <div className={classes.changed}>
      <Menu position="bottom-end">
        <Button size="compact-sm" variant="light" onClick={() => void update()} disabled={!view.may_change}>
          {t('lists:view.update')}
        </Button>
      </Menu>
      <Button size="compact-sm" variant="subtle" onClick={() => setSaving(true)}>
        {t('lists:view.save_as')}
      </Button>
      <Button size="compact-sm" variant="subtle" onClick={reset}>
        {t('lists:view.reset')}
      </Button>
      {saving && (
        <NameDialog
          title={t('lists:view.save_as')}
          start=""
          onClose={() => setSaving(false)}
          onSave={(name) => void create(name)}
        />
      )}
    </div>
  );
}
