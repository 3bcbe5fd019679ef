import { render } from 'preact';
import { createPage } from './page.ts';
import './styles/index.css';
import { App } from './view/app.tsx';

const root = document.querySelector('#app');
if (root !== null) render(<App page={createPage(window)} />, root);
