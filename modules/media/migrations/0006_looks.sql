-- why: a clip gets more than rungs and a poster (covers, a sprite, a waveform, playlists, AV1, a copy to take away);
--      how loud it is; by which plan it is worked on and what its creator is told; when a stage began
-- lock: media.asset and media.rendition for the moment of adding columns and of checking the kinds that are there
-- half: whole; older code goes on by the defaults

alter table media.asset
  add column stage_began_at timestamptz,
  -- Which plan is tried: each follows the failure of the one before.
  add column way text not null default 'plain' check (way in ('plain', 'encode', 'careful', 'silent')),
  -- Codes of what the creator is told although the clip plays.
  add column notices text[] not null default '{}',
  add column loudness_lufs real,
  add column peak_db real,
  -- When its sound was measured, whether or not there was any.
  add column listened_at timestamptz,
  -- What ffprobe said of the original: each of its jobs needs it.
  add column probe text,
  add column cover_ms integer check (cover_ms >= 0),
  add column poster_file text not null default 'poster.webp';

alter table media.rendition
  drop constraint rendition_kind_check,
  add constraint rendition_kind_check check
    (kind in ('video', 'poster', 'cover', 'sprite', 'waveform', 'hls', 'sound', 'download')),
  -- Numbers that whoever shows it needs: of a sprite its grid, of a cover its moment.
  add column detail jsonb not null default '{}';
