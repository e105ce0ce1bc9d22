import CakeSlice from '@lucide/svelte/icons/cake-slice'
import Clapperboard from '@lucide/svelte/icons/clapperboard'
import Coffee from '@lucide/svelte/icons/coffee'
import Cookie from '@lucide/svelte/icons/cookie'
import Crown from '@lucide/svelte/icons/crown'
import Drum from '@lucide/svelte/icons/drum'
import Flame from '@lucide/svelte/icons/flame'
import Flower2 from '@lucide/svelte/icons/flower-2'
import Gem from '@lucide/svelte/icons/gem'
import Guitar from '@lucide/svelte/icons/guitar'
import Heart from '@lucide/svelte/icons/heart'
import MicVocal from '@lucide/svelte/icons/mic-vocal'
import Mountain from '@lucide/svelte/icons/mountain'
import Music from '@lucide/svelte/icons/music'
import PartyPopper from '@lucide/svelte/icons/party-popper'
import Rocket from '@lucide/svelte/icons/rocket'
import Rose from '@lucide/svelte/icons/rose'
import Sailboat from '@lucide/svelte/icons/sailboat'
import Soup from '@lucide/svelte/icons/soup'
import Sparkles from '@lucide/svelte/icons/sparkles'
import Spotlight from '@lucide/svelte/icons/spotlight'
import Star from '@lucide/svelte/icons/star'
import Sun from '@lucide/svelte/icons/sun'
import Theater from '@lucide/svelte/icons/theater'
import Ticket from '@lucide/svelte/icons/ticket'
import TreePalm from '@lucide/svelte/icons/tree-palm'
import Trophy from '@lucide/svelte/icons/trophy'
import type { Component } from 'svelte'
import type { Reply } from '#api/routes.ts'

type GiftIcon = Reply<'GET /v1/gifts'>['gifts'][number]['icon']

export const giftIcons: Readonly<Record<GiftIcon, Component<{ size?: number; strokeWidth?: number }>>> = {
  coffee: Coffee,
  cookie: Cookie,
  rose: Rose,
  heart: Heart,
  'flower-2': Flower2,
  star: Star,
  sparkles: Sparkles,
  soup: Soup,
  'cake-slice': CakeSlice,
  music: Music,
  guitar: Guitar,
  drum: Drum,
  'mic-vocal': MicVocal,
  ticket: Ticket,
  sun: Sun,
  flame: Flame,
  gem: Gem,
  crown: Crown,
  trophy: Trophy,
  rocket: Rocket,
  sailboat: Sailboat,
  mountain: Mountain,
  palmtree: TreePalm,
  clapperboard: Clapperboard,
  theater: Theater,
  spotlight: Spotlight,
  'party-popper': PartyPopper,
}
