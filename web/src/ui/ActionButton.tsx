import { Button, type ButtonProps } from '@mantine/core';
import type { IconProps } from '@tabler/icons-react';
import type { ComponentType, ComponentPropsWithRef } from 'react';
import classes from './layout.module.css';

interface ActionButtonProps extends ButtonProps, Omit<ComponentPropsWithRef<'button'>, keyof ButtonProps> {
  icon: ComponentType<IconProps>;
  label: string;
}

// A button of a title bar: icon and words, on a phone the icon alone.
export function ActionButton({ icon: Icon, label, className, ...rest }: ActionButtonProps) {
  return (
    <Button
      className={`${classes.action} ${className ?? ''}`}
      aria-label={label}
      leftSection={<Icon size={15} aria-hidden />}
      {...rest}
    >
      {label}
    </Button>
  );
}
