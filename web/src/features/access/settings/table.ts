import classes from './Settings.module.css';

// The class of a table in the settings.
export const settingsTable = classes.table;
