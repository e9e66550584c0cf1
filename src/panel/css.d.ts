/** The bundler writes an imported style sheet to `panel.css`. */
declare module '*.css';
