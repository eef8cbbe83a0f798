import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import 'slack-blocks-to-jsx/dist/style.css';
import './theme.css';
import './layout.css';
import './slack.css';
import './teams.css';
import './request.css';
import './dialog.css';

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
