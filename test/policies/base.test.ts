import { archLinuxAmd64 } from '../../policies/base/arch-linux-amd64';
import { baseGlibc } from '../../policies/base/base-glibc';
import { baseNotEol } from '../../policies/base/base-not-eol';
import { baseRecommended } from '../../policies/base/base-recommended';
import { baseRefResolves } from '../../policies/base/base-ref-resolves';
import { baseStandardLinux } from '../../policies/base/base-standard-linux';
import { baseTagPinned } from '../../policies/base/base-tag-pinned';
import { docker, testRows, ubuntu } from './container-rows';

testRows<'container'>([
  [baseStandardLinux, 'Ubuntu', ubuntu(''), 'pass'],
  [baseStandardLinux, 'nothing', docker('FROM scratch'), ['it is built from scratch, on no distribution']],
  [baseStandardLinux, 'unknown', docker('FROM x.org/y/z:1'), 'unknown'],
  [archLinuxAmd64, 'said', docker('FROM --platform=linux/amd64 ubuntu:24.04'), 'pass'],
  [archLinuxAmd64, 'another', docker('FROM --platform=linux/arm64 ubuntu:24.04'), ['1: it is for linux/arm64']],
  [archLinuxAmd64, 'not said', ubuntu(''), 'unknown'],
  [baseGlibc, 'Ubuntu', ubuntu(''), 'pass'],
  [baseGlibc, 'Alpine', docker('FROM alpine:3.20'), ['Alpine has musl in place of glibc']],
  [baseTagPinned, 'a version', ubuntu(''), 'pass'],
  [baseTagPinned, 'a digest', docker(`FROM ubuntu@sha256:${'a'.repeat(64)}`), 'pass'],
  [baseTagPinned, 'a stage is no image', docker('FROM ubuntu:24.04 AS deploy\nFROM deploy'), 'pass'],
  [
    baseTagPinned,
    'a default of an argument',
    docker('ARG ROOT=jupyter/scipy-notebook:latest\nFROM ${ROOT}'),
    ['2: the base jupyter/scipy-notebook:latest has a tag that moves'],
  ],
  [baseTagPinned, 'no tag, with a port', docker('FROM host:5000/x/y'), ['1: the base host:5000/x/y names no version']],
  [
    baseTagPinned,
    'a tag that ends so',
    docker('FROM lsstsqre/centos:o_latest'),
    ['1: the base lsstsqre/centos:o_latest has a tag that moves'],
  ],
  [baseTagPinned, 'an argument without a value', docker('ARG ROOT\nFROM ${ROOT}'), 'unknown'],
  [baseRefResolves, 'with its host', docker('FROM images.canfar.net/skaha/base:23.09'), 'pass'],
  [
    baseRefResolves,
    'without',
    docker('FROM skaha/base:23.09'),
    ['1: skaha/base:23.09 names no registry, so Docker Hub is asked, not images.canfar.net'],
  ],
  [baseRecommended, 'official', ubuntu(''), 'pass'],
  [
    baseRecommended,
    'of somebody',
    docker('FROM someone/thing:1'),
    ['1: someone/thing:1 is neither an image of the platform nor an official one'],
  ],
  [baseNotEol, 'maintained', ubuntu(''), 'pass'],
  ...(
    [
      ['centos:7.9.2009', ['1: centos 7 is not maintained any more: its support ended on 2024-06-30']],
      ['debian:11-slim', ['1: debian 11 is not maintained any more: its support ended on 2026-08-31']],
      ['ubuntu:trusty', ['1: ubuntu 14.04 is not maintained any more: its support ended on 2019-04-25']],
      ['ubuntu:24.10', ['1: ubuntu 24.10 is not maintained any more: its support ended on 2025-07-10']],
      ['fedora:41', ['1: fedora 41 is not maintained any more: its support ended on 2025-12-15']],
      ['alpine:3.18.5', ['1: alpine 3.18 is not maintained any more: its support ended on 2025-05-09']],
      ['python:3.9-slim-buster', ['1: debian 10 is not maintained any more: its support ended on 2024-06-30']],
      ['debian:12.8', 'pass'],
      ['rockylinux:9.3-minimal', 'pass'],
      ['rockylinux/rockylinux:8', 'pass'],
      ['almalinux:8.10', 'pass'],
      ['alpine:3.23', 'pass'],
      ['python:3.11-bookworm', 'pass'],
      // Not in the table, or no release at all.
      ['fedora:99', 'unknown'],
      ['alpine:3', 'unknown'],
      ['rockylinux:7', 'unknown'],
    ] as const
  ).map(([base, expected]) => [baseNotEol, base, docker(`FROM ${base}`), expected] as const),
  [baseNotEol, 'the last day', { ...docker('FROM fedora:43'), today: new Date('2026-12-09T23:00:00Z') }, 'pass'],
  [
    baseNotEol,
    'the day after',
    { ...docker('FROM fedora:43'), today: new Date('2026-12-10T01:00:00Z') },
    ['1: fedora 43 is not maintained any more: its support ended on 2026-12-09'],
  ],
  [
    baseNotEol,
    'Jupyter on Docker Hub',
    docker('FROM jupyter/scipy-notebook:x'),
    ['1: jupyter images on Docker Hub are frozen since 2023-10-20; quay.io has the live ones'],
  ],
  [baseNotEol, 'Python on whatever Debian is now', docker('FROM python:3.11-slim'), 'unknown'],
  [baseNotEol, 'a release that is not known', docker('FROM ubuntu'), 'unknown'],
]);
