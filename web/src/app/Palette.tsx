import { Kbd, Modal } from '@mantine/core';
import { type ComponentType, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Command } from '@/lib/commands';
import { KeyHint } from '@/ui/KeyHint';
import { useCommandList } from '@/ui/useCommands';
import classes from './Palette.module.css';
import { type Option, usePaletteOptions } from './usePaletteOptions';

const order = ['here', 'people', 'companies', 'orders', 'go', 'create', 'app', 'choice'] as const;

// Go to, find, do. The first block is what can be done with what is on the screen; a command that needs a
// second answer asks for it here too.
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [step, setStep] = useState<Command | null>(null);
  const [active, setActive] = useState(0);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const all = useCommandList();
  const { options, searching } = usePaletteOptions(all, text, step);
  const sorted = order.flatMap((group) => options.filter((option) => option.group === group));

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  const choose = (option: Option | undefined) => {
    if (!option) return;
    if (option.command?.choices) {
      setStep(option.command);
      setText('');
      setActive(0);
      return;
    }
    onClose();
    option.run();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step_by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step_by && sorted.length) {
      event.preventDefault();
      setActive((now) => (now + step_by + sorted.length) % sorted.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(sorted[active]);
    } else if (event.key === 'Backspace' && !text && step) {
      setStep(null);
      setActive(0);
    }
  };

  return (
    <Modal.Root opened onClose={onClose} padding={0} size={620} yOffset="12vh">
      <Modal.Overlay />
      <Modal.Content aria-label={t('app:palette.title')}>
        <Modal.Body>
          {step && <span className={classes.step}>{step.title}</span>}
          <input
            className={classes.input}
            data-autofocus
            role="combobox"
            aria-expanded
            aria-controls={listId}
            aria-activedescendant={sorted[active] ? `${listId}-${active}` : undefined}
            aria-label={t('app:palette.placeholder')}
            placeholder={step ? t('app:palette.choose') : t('app:palette.placeholder')}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setActive(0);
            }}
            onKeyDown={onKey}
          />
          <div
            className={classes.list}
            ref={list}
            id={listId}
            role="listbox"
            aria-label={t('app:palette.results')}
          >
            {sorted.map((option, index) => (
              <div key={option.id} role="presentation">
                {option.group !== sorted[index - 1]?.group && option.group !== 'choice' && (
                  <div className={classes.group} role="presentation">
                    {t(`app:palette.group.${option.group}`)}
                  </div>
                )}
                {/* oxlint-disable-next-line click-events-have-key-events -- the field above has the keys */}
                <div
                  className={classes.option}
                  id={`${listId}-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === active}
                  onMouseMove={() => setActive(index)}
                  onClick={() => choose(option)}
                >
                  <OptionIcon icon={option.icon} />
                  <span className="truncate">{option.title}</span>
                  {option.hint && <span className={`${classes.hint} truncate`}>{option.hint}</span>}
                  <span className={classes.space} />
                  {option.command?.keys && <KeyHint keys={option.command.keys} />}
                </div>
              </div>
            ))}
            {!sorted.length && (
              <p className={classes.none}>{searching ? t('ui:loading') : t('app:palette.none', { text })}</p>
            )}
          </div>
          <div className={classes.foot} aria-hidden>
            <span>
              <Kbd>↑</Kbd> <Kbd>↓</Kbd> {t('app:palette.move')}
            </span>
            <span>
              <Kbd>↵</Kbd> {t('app:palette.run')}
            </span>
            <span>
              <KeyHint keys="Escape" /> {t('ui:close')}
            </span>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function OptionIcon({ icon }: { icon: unknown }) {
  if (!icon) return null;
  const Icon = icon as ComponentType<{ size: number; stroke: number; 'aria-hidden': boolean }>;
  return <Icon size={16} stroke={1.7} aria-hidden />;
}
