/** The styles of a lab, each room its own; what comes later overrides what is before it. */

import { unsafeCSS } from 'lit';
import tokens from '../../tokens.css?inline';
import below from './below.css?inline';
import card from './card.css?inline';
import panels from './panels.css?inline';
import paper from './paper.css?inline';
import screen from './screen.css?inline';
import waiting from './waiting.css?inline';
import widths from './widths.css?inline';

export const styles = [tokens, card, panels, waiting, below, widths, screen, paper].map(unsafeCSS);
