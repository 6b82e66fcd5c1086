import type { Entry } from "@roomcast/client";
import { Component, type ReactNode } from "react";
import styles from "./timeline.module.css";

interface RowBoundaryProps {
  entry: Entry;
  /** Stands in for a row that cannot be shown. */
  words: string;
  children: ReactNode;
}

interface RowBoundaryState {
  isBroken: boolean;
  /** The version of the message that was rendered last. */
  entry: Entry;
}

/** Keeps a message that cannot be shown from taking the page down. A later version of it is tried again. */
export class RowBoundary extends Component<RowBoundaryProps, RowBoundaryState> {
  override state: RowBoundaryState = { isBroken: false, entry: this.props.entry };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  static getDerivedStateFromProps({ entry }: RowBoundaryProps, before: RowBoundaryState) {
    return entry === before.entry ? null : { isBroken: false, entry };
  }

  override render() {
    return this.state.isBroken ? <p className={styles.system}>{this.props.words}</p> : this.props.children;
  }
}
