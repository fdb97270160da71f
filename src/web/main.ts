import './ui/tokens.css'
import './ui/base.css'
import { mount } from 'svelte'
import Root from './Root.svelte'

const target = document.getElementById('app')
if (target) mount(Root, { target })

// Only so that the app opens at once, and as an app of its own: it keeps no data.
if ('serviceWorker' in navigator && location.protocol.startsWith('http'))
  navigator.serviceWorker.register('/sw.js').catch((error: unknown) => console.warn(error))
